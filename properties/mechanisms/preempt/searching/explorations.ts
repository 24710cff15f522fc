/** Small engines with a preempt channel, to be explored exhaustively. */
import { TARGET_PAGE_SIZE } from '../../../../impl/scenario.ts';
import type { Exploration } from '../../../searching/scenarios/exploration.ts';
import { block, write } from '../../../searching/scenarios/exploration.ts';

const designs = ['two-senders', 'single-sender'] as const;

export const preemptExplorations: readonly Exploration[] = designs.map((preempt) => ({
  group: preempt === 'two-senders' ? 'preempt' : 'preempt-single-sender',
  claim:
    'two host pages of two target pages; the guest writes and reads one, on the host it runs on',
  isAfterSetup: true,
  // One discipline is enough: after setup only the last sync reads the log, when the guest is stopped.
  logs: ['immediate'],
  scenario: {
    blocks: [{ ...block(0, 0, 4), hostPageSize: 2 * TARGET_PAGE_SIZE }],
    postcopy: true,
    preempt,
    vcpus: [[write(0, 2), { kind: 'read', block: 0, page: 3 }]],
    ticks: [{ kind: 'start-postcopy', after: 0 }],
  },
}));
