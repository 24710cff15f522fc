/** Machines with background syncs. */
import type { Configuration } from '../../configuration.ts';
import { UNLIMITED } from '../../configuration.ts';

export const backgroundSyncConfigurations: readonly Configuration[] = [
  {
    name: 'two-pages',
    claim:
      'writes, syncs, a device, split reads and cuts on two pages, with two records on the link',
    blocks: [{ pages: 2, pagesPerHostPage: 1 }],
    writesMax: UNLIMITED,
    backgroundSyncsMax: UNLIMITED,
    records: { main: 2 },
    splitReads: true,
    deviceWriter: true,
    cuts: true,
    resends: true,
    postcopy: false,
    faultsMax: 0,
  },
  {
    name: 'three-pages',
    claim: 'three pages in two blocks, any number of writes and background syncs',
    blocks: [
      { pages: 2, pagesPerHostPage: 1 },
      { pages: 1, pagesPerHostPage: 1 },
    ],
    writesMax: UNLIMITED,
    backgroundSyncsMax: UNLIMITED,
    records: {},
    splitReads: true,
    deviceWriter: true,
    cuts: true,
    resends: true,
    postcopy: false,
    faultsMax: 0,
  },
  {
    name: 'host-pages',
    claim: 'two blocks of two host pages of two target pages, two writes, one background sync',
    blocks: [
      { pages: 4, pagesPerHostPage: 2 },
      { pages: 4, pagesPerHostPage: 2 },
    ],
    writesMax: 2,
    backgroundSyncsMax: 1,
    records: {},
    splitReads: false,
    deviceWriter: false,
    cuts: false,
    resends: false,
    postcopy: false,
    faultsMax: 0,
  },
];
