/**
 * Engines whose guest gives hints, of which every interleaving is run: by name, since a balloon and its driver
 * beside the migration make very many. With a page that is reported and written there is no running them all;
 * `--preemptions` bounds those.
 */
import type { Exploration } from '../../../searching/scenarios/exploration.ts';
import { block, write } from '../../../searching/scenarios/exploration.ts';

const onePage = [block(0, 1, 1)];
const logs = ['manual-protect'] as const;
const freePages = [{ block: 0, page: 0 }];

export const hintsExplorations: readonly Exploration[] = [
  {
    group: 'hints-none',
    claim: 'one page, which the guest writes; it is asked for hints, and has none to give',
    isAfterSetup: true,
    logs,
    scenario: { blocks: onePage, vcpus: [[write(0, 0)]], hints: 'weak' },
  },
  {
    group: 'hints-written',
    claim: 'one page, which the guest reports as free, and writes at any time',
    isAfterSetup: true,
    logs,
    scenario: { blocks: onePage, vcpus: [[write(0, 0)]], hints: 'weak', freePages },
  },
];
