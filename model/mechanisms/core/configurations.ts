/** Machines without any mechanism but the core. */
import type { Configuration } from '../../configuration.ts';
import { UNLIMITED } from '../../configuration.ts';

export const coreConfigurations: readonly Configuration[] = [
  {
    name: 'one-record',
    claim: 'two pages with one record on the link, and no faults from outside',
    blocks: [{ pages: 2, pagesPerHostPage: 1 }],
    writesMax: UNLIMITED,
    backgroundSyncsMax: UNLIMITED,
    records: { main: 1 },
    splitReads: false,
    deviceWriter: false,
    cuts: false,
    resends: true,
    postcopy: false,
    faultsMax: 0,
  },
];
