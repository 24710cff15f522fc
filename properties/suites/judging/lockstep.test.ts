/** The lockstep on the clean engine: no property is violated, and every run can be repeated. */
import { describe, expect, it } from 'vitest';
import type { OpenSystem } from '../../../impl/system.ts';
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import { ThreadSet } from '../../../impl/thread-set.ts';
import { runCampaign } from '../../running/campaign/campaign.ts';
import { runBatch, SCHEDULES_PER_SCENARIO } from '../../running/campaign/batch.ts';
import type { Progress } from '../../running/campaign/progress.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { executeTwice } from '../../judging/execution/double-check.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import type { OracleMaker } from '../../judging/lockstep/oracle-context.ts';
import { families, MIXED, scenarioNumber } from '../../searching/scenarios/families.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { random } from '../../searching/strategies/random.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import { campaign } from '../support/campaigns.ts';

describe('the clean engine', () => {
  it.each(families.map(({ name }) => name))('violates nothing in %s', async (scenario) => {
    const open = await loadEngine();
    const order = { seed: 'clean', scenario, strategy: 'random' };
    const batches = scenario === 'soak' ? 1 : 10;
    for (let batch = 0; batch < batches; batch++) {
      const { violated, executions } = runBatch(open, order, batch);
      expect(violated).toBeUndefined();
      expect(executions).toBe(SCHEDULES_PER_SCENARIO);
    }
  });
});

describe('a campaign', () => {
  it('has the recorded digest on every machine', async () => {
    const { digest, steps } = await campaign({ seed: 'pinned', runs: 2000 });
    expect({ digest, steps }).toEqual({ digest: '7bbca7225451ebf7', steps: 360_222 });
  });

  it('has the same digest with any number of workers', async () => {
    const results = [];
    for (const jobs of [1, 3]) results.push(await campaign({ seed: 's', runs: 300, jobs }));
    expect(new Set(results.map(({ digest }) => digest)).size).toBe(1);
    expect(new Set(results.map(({ steps }) => steps)).size).toBe(1);
  });

  it('has a different digest with another seed, and with a bug', async () => {
    const results = [
      await campaign({ seed: 's', jobs: 1, runs: 100 }),
      await campaign({ seed: 't', jobs: 1, runs: 100 }),
      await campaign({ seed: 's', jobs: 1, runs: 100, bug: 'zero-page-skipped' }),
    ];
    expect(new Set(results.map(({ digest }) => digest)).size).toBe(3);
  });

  it('ends after the requested number of executions', async () => {
    expect((await campaign({ seed: 's', runs: 123 })).executions).toBe(123);
  });

  it('returns its results so far when stopped', async () => {
    const controller = new AbortController();
    const onProgress = ({ executions }: Progress): void => {
      if (executions > 0) controller.abort();
    };
    const result = await runCampaign({
      seed: 's',
      scenario: MIXED,
      strategy: 'random',
      edits: [],
      runs: 100_000_000,
      jobs: 2,
      signal: controller.signal,
      onProgress,
    });
    expect(result.isInterrupted).toBe(true);
    expect(result.executions).toBeGreaterThan(0);
  });
});

describe('an execution', () => {
  const scenario = scenarioNumber(3, 'background-sync', 'execution');

  it('is a bug of the harness, not a finding, if an oracle throws', async () => {
    const broken: OracleMaker = () => ({
      step() {
        throw new Error('an oracle is broken');
      },
    });
    const lockstep = makeLockstep(scenario, await loadEngine(), [broken]);
    expect(() => execute(lockstep, random(), makeDraw('a'))).toThrow('an oracle is broken');
  });

  it('is a bug of the harness if a strategy picks a thread that is not ready', async () => {
    const lockstep = makeLockstep(scenario, await loadEngine());
    const wrong: Strategy = {
      begin: () => undefined,
      pick: (choices) => Array.from({ length: 64 }).findIndex((_, one) => !choices.has(one)),
    };
    expect(() => execute(lockstep, wrong, makeDraw('a'))).toThrow('which is not ready');
  });

  it('is reported as nondeterministic if the system keeps state across a reset', async () => {
    const open = await loadEngine();
    let resets = 0;
    const forgetful: OpenSystem = (given) => {
      const system = open(given);
      const { driver } = system;
      const choices = (): ReadonlyThreadSet => {
        const all = driver.choices();
        // The second run does not offer the lowest choice.
        return resets > 1 && all.size() > 1 ? ThreadSet.of(...all.threads().slice(1)) : all;
      };
      const reset = (): void => {
        resets++;
        driver.reset();
      };
      const bound = {
        threads: driver.threads,
        take: (thread: number): void => driver.take(thread),
        comingStep: (thread: number): ReturnType<typeof driver.comingStep> =>
          driver.comingStep(thread),
        isDone: (): boolean => driver.isDone(),
        drain: (): void => driver.drain(),
        gates: driver.gates,
        isOpen: (gate: number): boolean => driver.isOpen(gate),
        waits: (): ReturnType<typeof driver.waits> => driver.waits(),
      };
      return { ...system, driver: { ...bound, choices, reset } };
    };
    const lockstep = makeLockstep(scenario, forgetful);
    expect(() => executeTwice(lockstep, random(), () => makeDraw('a'))).toThrow(
      'possible nondeterminism',
    );
  });
});
