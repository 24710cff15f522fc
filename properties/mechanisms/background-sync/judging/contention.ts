/** Premises about locks: that threads contend at all. */
import { mutexNames } from '../../../judging/lockstep/mutexes.ts';
import type { Observer } from '../../../judging/sometimes/observer.ts';
import type { backgroundSyncSituations } from './situations.ts';

export const observeContention: Observer<keyof typeof backgroundSyncSituations> = (
  context,
  reach,
) => {
  let backgroundSync = -1;
  return {
    retarget() {
      backgroundSync = context.system.driver.threads.indexOf('background sync');
    },
    on: {
      ram_take_dirty() {
        if (backgroundSync < 0) return;
        // Only the sender takes pages, so the sender holds the mutex that the background sync waits for.
        const { label } = context.system.driver.comingStep(backgroundSync);
        if (label === mutexNames[1]) reach('sync-waits-for-slice');
      },
    },
  };
};
