/** The thread that syncs in the middle of a pass. Its bitmaps belong to `RamBlock`. */
import type { Assembly } from '../../assembly.ts';
import { nothingOwn } from '../../assembly.ts';
import { backgroundSync } from './background-sync.ts';

export const backgroundSyncAssembly: Assembly = {
  make: nothingOwn,
  threads: ({ source, ticks }) => [
    {
      name: 'background sync',
      place: 30,
      onTick: 'background-sync',
      body: (thread) => backgroundSync(thread, source, ticks['background-sync']),
    },
  ],
};
