/** Bugs whose stories are too long for the catalogue, or which only the family made for them finds soon. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import { huntAll } from '../../running/campaign/hunt-all.ts';
import type { Order } from '../../running/campaign/batch.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import { DEFAULT_STRATEGY } from '../../searching/strategies/strategies.ts';

const RUNS = 25_000;

/** @returns the executions until the bug is found, or `undefined` if it is not */
async function huntIn(scenario: string, id: string): Promise<number | undefined> {
  const bug = readBug(join(projectRoot, 'properties', 'suites', 'inputs', `${id}.json`));
  const order: Order = { scenario, strategy: DEFAULT_STRATEGY, seed: 'gate-1' };
  const [found] = await huntAll([{ order, bug, runs: RUNS, isTold: false }], {
    jobs: 1,
    signal: new AbortController().signal,
    onHunt: () => undefined,
  });
  return found?.executions;
}

describe('a bug with a long story', () => {
  it.each(['requests-kept', 'shut-kept', 'interrupted-request-dropped', 'zeros-by-first-word'])(
    'is found: %s',
    async (id) => {
      expect(await huntIn(MIXED, id)).toBeLessThanOrEqual(RUNS);
    },
  );
});

describe('a bug that needs a fault at a certain moment, or a certain lie', () => {
  it.each([
    ['package-awaited-for-ever', 'last-moments'],
    ['lost-requests-awaited', 'last-moments'],
    ['channel-left-open', 'last-moments'],
    ['discard-beyond-block', 'hostile-peer'],
    ['request-beyond-block', 'hostile-peer'],
  ])('is found: %s by the family %s', async (id, family) => {
    expect(await huntIn(family, id)).toBeLessThanOrEqual(RUNS);
  });
});
