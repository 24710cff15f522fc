/**
 * The lockstep on the clean engine, in many runs: no property is violated, and every situation is reached.
 */
import { describe, expect, it } from 'vitest';
import { families } from '../../searching/scenarios/families.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import { campaign } from '../support/campaigns.ts';
import { share } from '../support/long-work.ts';

/** The first two seeds reach all situations together; the others are for when scenarios are drawn differently. */
const SEEDS = [7, 1, 0, 2, 3, 4, 5, 6];
const RUNS_OF_SEED = 4000;

describe('the clean engine', () => {
  it.each(families.map(({ name }) => name))('violates nothing in %s', async (scenario) => {
    const runs = Math.ceil(Math.sqrt(share) * (scenario === 'soak' ? 100 : 1500));
    const result = await campaign({ seed: 'clean', scenario, runs });
    expect(result.finding).toBeUndefined();
    expect(result.executions).toBe(runs);
  });

  it('reaches every situation within 32,000 executions', async () => {
    const left = new Set(sometimesIds.keys());
    expect(left.size).toBeGreaterThanOrEqual(25);
    for (const number of SEEDS) {
      if (left.size === 0) break;
      const result = await campaign({ seed: `sometimes ${number}`, runs: RUNS_OF_SEED });
      expect(result.finding).toBeUndefined();
      expect(result.steps / result.executions).toBeGreaterThanOrEqual(40);
      for (const position of result.reached) left.delete(position);
    }
    expect([...left].map((position) => sometimesIds[position])).toEqual([]);
  });
});

describe('a campaign', () => {
  it('has the same finding with any number of workers', async () => {
    const bug = 'seed-003-stale-shadow';
    const results = [];
    for (const jobs of [1, 3]) results.push(await campaign({ seed: 's', runs: 30_000, jobs, bug }));
    expect(new Set(results.map(({ digest }) => digest)).size).toBe(1);
    expect(new Set(results.map(({ executions }) => executions)).size).toBe(1);
    expect(new Set(results.map(({ finding }) => finding?.digest)).size).toBe(1);
  });
});
