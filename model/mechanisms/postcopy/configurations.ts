/** Machines whose destination may take over before all memory has arrived. */
import type { Configuration } from '../../configuration.ts';

export const postcopyConfigurations: readonly Configuration[] = [
  {
    name: 'take-over',
    claim: 'switch-over and postcopy of a single host page, with one record on the link',
    blocks: [{ pages: 2, pagesPerHostPage: 2 }],
    writesMax: 1,
    backgroundSyncsMax: 0,
    records: { main: 1 },
    splitReads: false,
    deviceWriter: false,
    cuts: true,
    resends: true,
    postcopy: true,
    faultsMax: 1,
  },
  {
    name: 'postcopy',
    claim: 'switch-over and postcopy: two host pages of two target pages, two writes, two faults',
    blocks: [{ pages: 4, pagesPerHostPage: 2 }],
    writesMax: 2,
    backgroundSyncsMax: 1,
    records: { main: 2 },
    splitReads: false,
    deviceWriter: false,
    cuts: true,
    resends: true,
    postcopy: true,
    faultsMax: 2,
  },
];
