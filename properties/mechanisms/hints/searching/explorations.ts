/**
 * Small engines with hints, to be explored exhaustively. A balloon and its driver beside the
 * migration have very many schedules: with a reported page the exploration does not end within hours,
 * unless the preemptions of an execution are bounded (`--preemptions`).
 */
import type { Exploration } from '../../../searching/scenarios/exploration.ts';
import { block, write } from '../../../searching/scenarios/exploration.ts';

const onePage = [block(0, 1, 1)];
const logs = ['manual-protect'] as const;
const freePages = [{ block: 0, page: 0 }];

export const hintsExplorations: readonly Exploration[] = [
  {
    group: 'hints',
    claim: 'one page, which the guest writes; the guest is asked for hints, and has none to give',
    isAfterSetup: true,
    logs,
    scenario: { blocks: onePage, vcpus: [[write(0, 0)]], hints: 'weak' },
  },
  {
    group: 'hints-written',
    claim:
      'one page, which the guest reports as free and writes at any time (endless without --preemptions)',
    isAfterSetup: true,
    logs,
    scenario: { blocks: onePage, vcpus: [[write(0, 0)]], hints: 'weak', freePages },
  },
];
