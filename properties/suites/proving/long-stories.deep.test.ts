/** Bugs that are found like those of the catalogue, but whose stories are too long for it. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import { huntAll } from '../../running/campaign/hunt-all.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import { DEFAULT_STRATEGY } from '../../searching/strategies/strategies.ts';

const RUNS = 25_000;

describe('a bug with a long story', () => {
  it.each(['requests-kept', 'shut-kept', 'interrupted-request-dropped', 'zeros-by-first-word'])(
    'is found: %s',
    async (id) => {
      const bug = readBug(join(projectRoot, 'properties', 'suites', 'inputs', `${id}.json`));
      const order = { scenario: MIXED, strategy: DEFAULT_STRATEGY, seed: 'gate-1' };
      const [found] = await huntAll([{ order, bug, runs: RUNS, isTold: false }], {
        jobs: 1,
        signal: new AbortController().signal,
        onHunt: () => undefined,
      });
      expect(found?.executions).toBeLessThanOrEqual(RUNS);
    },
  );
});
