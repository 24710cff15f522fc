/** The smallest engine with a recovery, to be explored exhaustively: the link may drop anywhere. */
import type { Exploration } from '../../../searching/scenarios/exploration.ts';
import { wordPath, write } from '../../../searching/scenarios/exploration.ts';

export const recoveryExplorations: readonly Exploration[] = [
  {
    group: 'recovery',
    claim:
      'two pages; the guest writes one and reads the other, on the host it runs on; the link drops once, anywhere',
    isAfterSetup: true,
    logs: ['immediate'],
    scenario: {
      blocks: wordPath,
      postcopy: true,
      recoveries: 1,
      vcpus: [[write(0, 0), { kind: 'read', block: 0, page: 1 }]],
      ticks: [
        { kind: 'start-postcopy', after: 0 },
        { kind: 'cut', after: 4 },
      ],
    },
  },
];
