/** Families of scenarios in which pages overtake others on a separate channel. */
import type { Family } from '../../../searching/scenarios/family.ts';

/** What both designs of the preempt channel are tested with. */
const preemption = {
  ticks: {
    'start-postcopy': [1],
    'background-sync': [0, 0, 1],
    'end-slice': [0, 1, 2],
    cancel: [0, 0, 0, 0, 1],
    cut: [0, 0, 0, 0, 1],
    'cut-preempt': [0, 0, 0, 0, 1],
  },
  migrations: [1, 2],
  postcopy: true,
  vcpus: [1, 2, 2, 3],
} as const;

export const preemptFamilies: readonly Family[] = [
  {
    name: 'preempt',
    claim: 'requested pages overtake the others on a separate channel: two senders',
    ...preemption,
    preempt: 'two-senders',
  },
  {
    name: 'preempt-single-sender',
    claim:
      'requested pages overtake the others on a separate channel: one sender, which interrupts host pages',
    ...preemption,
    preempt: 'single-sender',
  },
  {
    name: 'last-moments',
    claim:
      'what is about to end, or has just begun, breaks off: the switch-over, a request, the stream, a channel',
    ticks: {
      'start-postcopy': [1],
      'end-slice': [0, 0, 1],
      cancel: [0, 0, 1],
      cut: [0, 1, 1],
      'cut-preempt': [0, 1, 1],
    },
    isAimed: true,
    migrations: [1, 2],
    postcopy: true,
    vcpus: [1, 2, 2],
    preempt: ['two-senders', 'two-senders', 'single-sender', 'off'],
    isFrequent: true,
  },
  {
    name: 'hostile-peer',
    claim:
      'a field on any connection, in either direction, gets a value that its receiver may not expect',
    ticks: { 'start-postcopy': [0, 1, 1], alter: [1, 1, 2], 'end-slice': [0, 1] },
    migrations: [1, 2],
    postcopy: true,
    preempt: ['off', 'off', 'two-senders', 'single-sender'],
    isAimed: true,
  },
  {
    name: 'crowd',
    claim:
      'several threads wait at once, each for a page of its own, in all designs of the channel',
    ticks: { 'start-postcopy': [1], 'end-slice': [0, 1, 2] },
    migrations: [1],
    postcopy: true,
    vcpus: [2, 3, 3],
    preempt: ['two-senders', 'two-senders', 'single-sender', 'single-sender', 'off'],
    shape: 'crowd',
    oneIn: 8,
  },
];
