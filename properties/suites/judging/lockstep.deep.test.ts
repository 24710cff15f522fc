/**
 * The lockstep on the clean engine, in many runs: no property is violated, and every situation is reached.
 */
import { describe, expect, it } from 'vitest';
import { families } from '../../searching/scenarios/families.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import { campaign } from '../support/campaigns.ts';
import { share } from '../support/long-work.ts';

describe('the clean engine', () => {
  it.each(families.map(({ name }) => name))('violates nothing in %s', async (scenario) => {
    const runs = Math.ceil(Math.sqrt(share) * (scenario === 'soak' ? 100 : 1500));
    const result = await campaign({ seed: 'clean', scenario, runs });
    expect(result.finding).toBeUndefined();
    expect(result.executions).toBe(runs);
  });

  it('reaches every situation', async () => {
    const result = await campaign({ seed: 'sometimes', runs: 32_000 });
    expect(sometimesIds.filter((_, position) => !result.reached.has(position))).toEqual([]);
    expect(sometimesIds.length).toBeGreaterThanOrEqual(25);
    expect(result.steps / result.executions).toBeGreaterThanOrEqual(40);
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
