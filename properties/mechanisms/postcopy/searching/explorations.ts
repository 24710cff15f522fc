/** Small engines that switch over to postcopy, without a preempt channel, to be explored exhaustively. */
import { TARGET_PAGE_SIZE } from '../../../../impl/scenario.ts';
import type { Exploration } from '../../../searching/scenarios/exploration.ts';
import { block, wordPath, write } from '../../../searching/scenarios/exploration.ts';

// One discipline is enough: after setup only the last sync reads the log, when the guest is stopped.
const after = { isAfterSetup: true, logs: ['immediate'] } as const;
const switchOver = { postcopy: true, ticks: [{ kind: 'start-postcopy', after: 0 }] } as const;

export const postcopyExplorations: readonly Exploration[] = [
  {
    ...after,
    group: 'postcopy',
    claim: 'two pages; the guest writes one and reads the other, on the host it runs on',
    scenario: {
      ...switchOver,
      blocks: wordPath,
      vcpus: [[write(0, 0), { kind: 'read', block: 0, page: 1 }]],
    },
  },
  {
    ...after,
    group: 'postcopy-host-pages',
    claim: 'two host pages of two target pages; the guest writes and reads one',
    scenario: {
      ...switchOver,
      blocks: [{ ...block(0, 0, 4), hostPageSize: 2 * TARGET_PAGE_SIZE }],
      vcpus: [[write(0, 2), { kind: 'read', block: 0, page: 3 }]],
    },
  },
];
