/** Families of scenarios in which the guest reports which pages it does not use. */
import type { Family } from '../../../searching/scenarios/family.ts';

export const hintsFamilies: readonly Family[] = [
  {
    name: 'hints',
    claim:
      'the guest reports free pages, and takes them back at any time; syncs interrupt the reports',
    ticks: {
      'background-sync': [0, 1, 2, 3],
      'end-slice': [0, 1, 2],
      cancel: [0, 0, 0, 1],
      cut: [0, 0, 0, 0, 1],
    },
    isFrequent: true,
    migrations: [1, 1, 2],
    fields: { hints: 'weak' },
  },
  {
    name: 'hints-with-postcopy',
    claim: 'hints are asked for in migrations with postcopy, in which none may be taken',
    ticks: { 'start-postcopy': [1], 'background-sync': [0, 0, 1], 'end-slice': [0, 1, 2] },
    migrations: [1],
    postcopy: true,
    fields: { hints: 'weak' },
  },
];
