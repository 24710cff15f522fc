/** Scenarios in which placing a page does not just succeed. */
import type { Family } from '../../../searching/scenarios/family.ts';

export const userfaultfdFamilies: readonly Family[] = [
  {
    name: 'userfaultfd',
    claim:
      'in postcopy the kernel refuses to place a page, and a thread touches all memory beside the guest',
    ticks: {
      'start-postcopy': [1],
      'place-again': [0, 1, 2],
      'place-fails': [0, 0, 1],
      cut: [0, 0, 1],
      'end-slice': [0, 0, 1],
    },
    isAimed: true,
    migrations: [1],
    postcopy: true,
    recoveries: [1, 2],
    prefaults: [true, true, false],
  },
];
