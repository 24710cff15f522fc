/** The family of scenarios with syncs in the middle of a pass. */
import type { Family } from '../../../searching/scenarios/family.ts';

export const backgroundSyncFamilies: readonly Family[] = [
  {
    name: 'background-sync',
    claim: 'background syncs at any time, also in the first pass and several in one pass',
    ticks: { 'background-sync': [1, 2, 3, 4], 'end-slice': [0, 1, 2] },
    migrations: [1],
  },
];
