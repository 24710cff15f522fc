/** Bugs whose stories are too long for the catalogue, or which only the family made for them finds soon. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import { huntFor } from '../support/hunts.ts';

const RUNS = 25_000;

/**
 * @param seed - one with which the bug shows early keeps the suite short; others take up to half of the runs
 * @returns the executions until the bug is found, or `undefined` if it is not
 */
function huntIn(scenario: string, id: string, seed: string): Promise<number | undefined> {
  const bug = readBug(join(projectRoot, 'properties', 'suites', 'inputs', `${id}.json`));
  return huntFor(bug, { scenario, seed, runs: RUNS });
}

describe('a bug with a long story', () => {
  it.each([
    ['requests-kept', 'gate-2'],
    ['shut-kept', 'gate-2'],
    ['interrupted-request-dropped', 'gate-2'],
    ['zeros-by-first-word', 'gate-4'],
  ])('is found: %s', async (id, seed) => {
    expect(await huntIn(MIXED, id, seed)).toBeLessThanOrEqual(RUNS);
  });
});

describe('a bug that needs a fault at a certain moment, a certain lie, or a recovery', () => {
  it.each([
    // The source ends the stream only after an answer: that may be the one to a resume, while the package is loaded.
    ['package-awaited-for-ever', 'recovery-preempt', 'a1'],
    ['lost-requests-awaited', 'last-moments', 'gate-2'],
    ['channel-left-open', 'last-moments', 'gate-2'],
    ['discard-beyond-block', 'hostile-peer', 'gate-3'],
    ['request-beyond-block', 'hostile-peer', 'gate-3'],
    ['interrupted-kept', 'recovery-preempt', 'b1'],
    ['fault-thread-not-released', 'recovery', 'b1'],
    ['acknowledged-last', 'recovery-preempt', 'b1'],
    ['requests-stay-abandoned', 'recovery-preempt', 'b1'],
    ['search-not-restarted', 'recovery-preempt', 'b1'],
    ['requests-released-early', 'recovery-preempt', 'b1'],
    ['count-not-recomputed', 'recovery', 'b1'],
    ['last-requested-block-kept', 'recovery', 'b1'],
    ['temporary-page-kept', 'recovery', 'b1'],
    ['preempt-not-accepted', 'recovery-preempt', 'b1'],
    ['unregister-wakes-nobody', 'postcopy-multi-vcpu', 'gate-1'],
  ])('is found: %s by the family %s', async (id, family, seed) => {
    expect(await huntIn(family, id, seed)).toBeLessThanOrEqual(RUNS);
  });
});
