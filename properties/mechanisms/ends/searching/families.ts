/** Scenarios in which something goes wrong at the ends of a migration. */
import type { Family } from '../../../searching/scenarios/family.ts';

export const endsFamilies: readonly Family[] = [
  {
    name: 'ends',
    claim:
      'device state cannot be saved or loaded, a process quits or dies, at any step; then another migration',
    ticks: {
      'start-postcopy': [0, 1],
      'quit-source': [0, 0, 0, 1],
      'quit-destination': [0, 0, 1],
      'destination-dies': [0, 0, 1],
      cut: [0, 0, 1],
      cancel: [0, 0, 0, 1],
      'end-slice': [0, 0, 1],
    },
    isAimed: true,
    migrations: [1, 2, 3],
    postcopy: true,
    preempt: ['off', 'off', 'off', 'two-senders', 'single-sender'],
    failsAtEnds: true,
    isFrequent: true,
  },
];
