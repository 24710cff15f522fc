/** Families of scenarios in which all memory arrives before the guest runs on the destination. */
import type { Family } from '../../../searching/scenarios/family.ts';

export const coreFamilies: readonly Family[] = [
  {
    name: 'precopy',
    claim: 'one migration with iteration syncs only; slices sometimes end early',
    ticks: { 'end-slice': [0, 1, 2] },
    migrations: [1],
  },
  {
    name: 'retry',
    claim: 'the migration is cancelled or the link is cut, in any phase, and tried again',
    ticks: { cancel: [0, 1, 1], cut: [0, 1], 'background-sync': [0, 1, 2], 'end-slice': [0, 1] },
    migrations: [2, 3],
  },
  {
    name: 'hostile-link',
    claim:
      'bits are changed in flight; the destination must load the stream correctly or refuse it',
    ticks: { corrupt: [1, 2, 3], 'end-slice': [0, 1], cut: [0, 0, 1] },
    migrations: [1, 2],
    isFrequent: true,
  },
  {
    name: 'used-destination',
    claim: 'the destination is not fresh: firmware has run, or an earlier migration has failed',
    ticks: { cancel: [0, 1, 1], cut: [0, 0, 1], 'background-sync': [0, 0, 1], 'end-slice': [0, 1] },
    migrations: [1, 2, 3],
    isUsed: true,
    isApart: true,
  },
  {
    name: 'there-and-back',
    claim: 'a migration completes, the guest is taken back to the source, and migrates again',
    ticks: {
      'background-sync': [0, 1, 2],
      'end-slice': [0, 1, 2],
      cancel: [0, 0, 1],
      cut: [0, 0, 1],
    },
    migrations: [1, 2],
    comesBack: true,
    isApart: true,
  },
  {
    name: 'large',
    claim: 'blocks of one or two words of 32 bits, and offsets beyond 2^31 and 2^32; rare in mixed',
    ticks: { 'background-sync': [0, 1, 2], 'end-slice': [0, 1] },
    migrations: [1],
    wordBits: [32],
    shape: 'large',
    oneIn: 83,
  },
  {
    name: 'soak',
    claim: 'real sizes: words of 32 bits, pages of 4 KiB; slow, and left out of mixed',
    ticks: { 'background-sync': [0, 1, 2], 'end-slice': [0, 1, 2], cancel: [0, 0, 1] },
    migrations: [1, 2],
    wordBits: [32],
    pageBytes: 4096,
    isApart: true,
  },
];
