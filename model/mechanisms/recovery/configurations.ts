/** Machines whose links may drop after the switch-over and come back, any number of times. */
import type { Configuration } from '../../configuration.ts';

export const recoveryConfigurations: readonly Configuration[] = [
  {
    name: 'recovery-one',
    claim:
      'recoveries of one host page of two target pages, beside a page that is not plugged in; one record on the link',
    blocks: [
      { pages: 2, pagesPerHostPage: 2 },
      { pages: 1, pagesPerHostPage: 1, discardedHostPages: [0] },
    ],
    writesMax: 1,
    backgroundSyncsMax: 0,
    records: { main: 1 },
    splitReads: false,
    deviceWriter: false,
    cuts: true,
    resends: true,
    postcopy: true,
    recovers: true,
    faultsMax: 1,
  },
  {
    name: 'recovery',
    claim: 'recoveries, cuts anywhere: two host pages of two target pages, one write, two faults',
    blocks: [{ pages: 4, pagesPerHostPage: 2 }],
    writesMax: 1,
    backgroundSyncsMax: 0,
    records: { main: 2 },
    splitReads: false,
    deviceWriter: false,
    cuts: true,
    resends: false,
    postcopy: true,
    recovers: true,
    faultsMax: 2,
  },
  {
    name: 'recovery-preempt',
    claim:
      'recoveries with both links: one host page of two target pages, and one of a single target page',
    blocks: [{ pages: 3, pagesPerHostPage: 2 }],
    writesMax: 0,
    backgroundSyncsMax: 0,
    records: { main: 1, preempt: 1 },
    splitReads: false,
    deviceWriter: false,
    cuts: true,
    resends: false,
    postcopy: true,
    recovers: true,
    faultsMax: 2,
  },
];
