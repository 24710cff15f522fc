/** Machines with memory that the guest has given back. */
import type { Configuration } from '../../configuration.ts';

export const discardsConfigurations: readonly Configuration[] = [
  {
    name: 'discarded',
    claim: 'a discarded host page of two target pages, and a page that is not discarded',
    blocks: [{ pages: 3, pagesPerHostPage: 2, discardedHostPages: [0] }],
    writesMax: 1,
    backgroundSyncsMax: 0,
    records: { main: 1 },
    splitReads: false,
    deviceWriter: true,
    cuts: false,
    resends: true,
    postcopy: true,
    faultsMax: 1,
  },
];
