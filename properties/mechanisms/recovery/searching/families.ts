/** Families of scenarios in which connections are lost after the switch-over, and come back. */
import type { Family } from '../../../searching/scenarios/family.ts';

export const recoveryFamilies: readonly Family[] = [
  {
    name: 'recovery',
    claim: 'a postcopy migration loses its connection, again and again, and goes on over new ones',
    ticks: {
      'start-postcopy': [1],
      cut: [1, 1, 2, 3],
      'refuse-connection': [0, 0, 1, 2],
      cancel: [0, 0, 1],
      'destination-dies': [0, 0, 0, 0, 0, 0, 0, 1],
      'end-slice': [0, 0, 1],
    },
    isAimed: true,
    isFrequent: true,
    migrations: [1],
    postcopy: true,
    recoveries: [1, 2, 2, 3],
    vcpus: [1, 2, 2],
  },
  {
    name: 'recovery-preempt',
    claim: 'the same with a preempt channel, in both designs: either channel may be lost alone',
    ticks: {
      'start-postcopy': [1],
      cut: [0, 1, 1, 2],
      'cut-preempt': [0, 1, 1, 2],
      'refuse-connection': [0, 0, 1, 2],
      cancel: [0, 0, 1],
      'end-slice': [0, 0, 1],
    },
    isAimed: true,
    migrations: [1],
    postcopy: true,
    preempt: ['two-senders', 'two-senders', 'single-sender'],
    recoveries: [1, 2, 2, 3],
    vcpus: [1, 2, 2],
  },
];
