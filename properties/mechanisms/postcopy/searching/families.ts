/** Families of scenarios in which the destination may take over before all memory has arrived. */
import type { Family } from '../../../searching/scenarios/family.ts';

export const postcopyFamilies: readonly Family[] = [
  {
    name: 'postcopy',
    claim: 'the destination takes over before all memory is there; syncs near the switch-over',
    ticks: { 'start-postcopy': [1], 'background-sync': [0, 1, 2, 3], 'end-slice': [0, 1, 2] },
    migrations: [1],
    postcopy: true,
  },
  {
    name: 'postcopy-multi-vcpu',
    claim: 'postcopy with two or three vCPUs, several of which may wait for one page',
    ticks: { 'start-postcopy': [1], 'background-sync': [0, 1, 2], 'end-slice': [0, 1] },
    migrations: [1],
    postcopy: true,
    vcpus: [2, 2, 3],
    isFrequent: true,
  },
  {
    name: 'cancel',
    claim: 'a migration that may switch over is cancelled or cut in any phase, and tried again',
    ticks: {
      'start-postcopy': [0, 1, 1, 2],
      cancel: [0, 1, 1],
      cut: [0, 1],
      'background-sync': [0, 1, 2],
      'end-slice': [0, 1],
    },
    migrations: [1, 2, 3],
    postcopy: true,
  },
  {
    name: 'large-postcopy',
    claim: 'as large, with more discards than fit into one command, and requests at high offsets',
    ticks: { 'start-postcopy': [1], 'end-slice': [0, 1] },
    migrations: [1],
    postcopy: true,
    wordBits: [32],
    shape: 'large',
    oneIn: 47,
  },
];
