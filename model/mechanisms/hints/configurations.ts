/** Machines whose guest gives hints about free pages. */
import type { Configuration } from '../../configuration.ts';
import { UNLIMITED } from '../../configuration.ts';

export const hintsConfigurations: readonly Configuration[] = [
  {
    name: 'hints',
    claim:
      'two pages that the guest gives back and takes again at any time, one record on the link',
    blocks: [{ pages: 2, pagesPerHostPage: 1 }],
    writesMax: UNLIMITED,
    backgroundSyncsMax: UNLIMITED,
    records: { main: 1 },
    splitReads: false,
    deviceWriter: true,
    cuts: true,
    resends: true,
    postcopy: false,
    faultsMax: 0,
    mechanisms: ['hints'],
  },
];
