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
  {
    name: 'there-and-back',
    claim:
      'a page that is migrated with or without a switch-over; the guest may be taken back to the source',
    blocks: [{ pages: 1, pagesPerHostPage: 1 }],
    writesMax: 2,
    backgroundSyncsMax: 0,
    records: { main: 1 },
    splitReads: false,
    deviceWriter: true,
    cuts: true,
    comesBack: true,
    resends: false,
    postcopy: true,
    faultsMax: 1,
  },
];
