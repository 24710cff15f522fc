/** Machines with both links. */
import type { Configuration } from '../../configuration.ts';

export const preemptConfigurations: readonly Configuration[] = [
  {
    name: 'preempt-one',
    claim:
      'both links after the switch-over: one host page of two target pages, and one of a single target page',
    blocks: [{ pages: 3, pagesPerHostPage: 2 }],
    writesMax: 0,
    backgroundSyncsMax: 0,
    records: { main: 1, preempt: 1 },
    splitReads: false,
    deviceWriter: false,
    cuts: true,
    resends: false,
    postcopy: true,
    faultsMax: 2,
  },
  {
    name: 'preempt',
    claim: 'both links: two host pages of two target pages, one write, two faults',
    blocks: [{ pages: 4, pagesPerHostPage: 2 }],
    writesMax: 1,
    backgroundSyncsMax: 0,
    records: { main: 2, preempt: 2 },
    splitReads: false,
    deviceWriter: false,
    cuts: true,
    resends: true,
    postcopy: true,
    faultsMax: 2,
  },
];
