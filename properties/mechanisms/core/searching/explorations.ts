/** Small engines with no mechanism but the core, to be explored exhaustively. */
import type { Exploration } from '../../../searching/scenarios/exploration.ts';
import { wordPath, write } from '../../../searching/scenarios/exploration.ts';

export const coreExplorations: readonly Exploration[] = [
  {
    group: 'setup',
    claim: 'two pages, two writes, interleaved from power-on, with setup and its first sync',
    isAfterSetup: false,
    scenario: {
      blocks: wordPath,
      vcpus: [[write(0, 0), write(0, 1)]],
    },
  },
];
