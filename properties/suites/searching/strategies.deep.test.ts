/** Each strategy behaves on tiny programs as its paper says. */
import { describe, expect, it } from 'vitest';
import { runCampaign } from '../../running/campaign/campaign.ts';
import type { CampaignResult } from '../../running/campaign/campaign.ts';
import { makeLessons } from '../../running/campaign/lessons.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import { fair } from '../../judging/execution/fair.ts';
import { guided } from '../../searching/strategies/guided.ts';
import { mix } from '../../searching/strategies/mix.ts';
import { pct } from '../../searching/strategies/pct.ts';
import { pos } from '../../searching/strategies/pos.ts';
import { random } from '../../searching/strategies/random.ts';
import { makeStrategy, strategyNames } from '../../searching/strategies/strategies.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import { surw } from '../../searching/strategies/surw.ts';
import { runAndLearn, runProgram, threadProgram } from '../support/thread-program.ts';

const steps = (count: number, page: number): readonly number[] => Array<number>(count).fill(page);

/** Runs the program that many times, and counts how often each schedule came. */
function sample(
  strategy: Strategy,
  program: readonly (readonly number[])[],
  runs: number,
): ReadonlyMap<string, number> {
  const driver = threadProgram(program);
  runAndLearn(driver, strategy, { seed: 'the first teaches' });
  const counts = new Map<string, number>();
  for (let run = 0; run < runs; run++) {
    const schedule = runAndLearn(driver, strategy, { seed: `run ${run}` });
    counts.set(schedule, (counts.get(schedule) ?? 0) + 1);
  }
  return counts;
}

/** Deviation from equal frequencies: about `kinds` if they are equal, and far more if not. */
function chiSquare(counts: readonly number[], kinds: number): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / kinds;
  const missing = (kinds - counts.length) * expected;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, missing);
}

function share(
  counts: ReadonlyMap<string, number>,
  isMeant: (schedule: string) => boolean,
): number {
  let meant = 0;
  let all = 0;
  for (const [schedule, count] of counts) {
    all += count;
    if (isMeant(schedule)) meant += count;
  }
  return meant / all;
}

function switchesOf(schedule: string): number {
  return [...schedule].filter((thread, index) => index > 0 && thread !== schedule[index - 1])
    .length;
}

describe('pct', () => {
  it('runs threads one after the other, in every order, if no priority changes', () => {
    const counts = sample(pct({ min: 1, max: 1 }), [steps(4, 0), steps(4, 0), steps(4, 0)], 300);
    expect([...counts.keys()].toSorted()).toEqual([
      '000011112222',
      '000022221111',
      '111100002222',
      '111122220000',
      '222200001111',
      '222211110000',
    ]);
  });

  it('switches no more often than its depth allows', () => {
    for (const depth of [2, 4, 8]) {
      const program = [steps(10, 0), steps(10, 0), steps(10, 0)];
      const counts = sample(pct({ min: depth, max: depth }), program, 500);
      const most = Math.max(...[...counts.keys()].map(switchesOf));
      expect(most).toBeLessThanOrEqual(program.length - 1 + depth - 1);
      expect(most).toBeGreaterThan(program.length - 1);
    }
  });

  it('finds a bug of depth 2 as often as its bound says, which a random walk hardly ever does', () => {
    // The bug: one thread runs to its end between the fifth and the sixth step of the other.
    const program = [steps(10, 0), steps(10, 0)];
    const isBug = (schedule: string): boolean => schedule === '00000111111111100000';
    const bound = 1 / (2 * 20);
    const withPct = share(sample(pct({ min: 2, max: 2 }), program, 8000), isBug);
    expect(withPct).toBeGreaterThan(bound * 0.8);
    expect(share(sample(random(), program, 8000), isBug)).toBeLessThan(bound / 10);
  });
});

describe('pos', () => {
  const isLast = (schedule: string): boolean => schedule.endsWith('0');

  it('keeps the priority of a step that no other step races with', () => {
    // The draw of the single step is below nine others in one run of ten.
    const counts = sample(pos(), [[0], [...steps(8, 1), 0]], 6000);
    expect(share(counts, isLast)).toBeGreaterThan(0.085);
    expect(share(counts, isLast)).toBeLessThan(0.115);
  });

  it('redraws the priority after each step that races with it', () => {
    // The single step has to lose nine times in a row.
    const counts = sample(pos(), [[0], steps(9, 0)], 6000);
    expect(share(counts, isLast)).toBeLessThan(0.01);
  });
});

describe('surw', () => {
  it('takes every order of the steps about a page equally often', () => {
    // 6! / (2! 2! 2!) = 90 orders; with 89 degrees of freedom, 140 is exceeded once in 2000.
    const program = [steps(2, 0), steps(2, 0), steps(2, 0)];
    expect(chiSquare([...sample(surw(), program, 18_000).values()], 90)).toBeLessThan(140);
    expect(chiSquare([...sample(random(), program, 18_000).values()], 90)).toBeGreaterThan(1000);
  });

  it('does so with any number of other steps between them', () => {
    const NO_PAGE = -1;
    const program = [[...steps(12, NO_PAGE), 0], steps(3, 0)];
    const orders = new Map<number, number>();
    for (const [schedule, count] of sample(surw(), program, 8000)) {
      const place = schedule.slice(0, schedule.lastIndexOf('0')).split('1').length - 1;
      orders.set(place, (orders.get(place) ?? 0) + count);
    }
    // With 3 degrees of freedom, 17 is exceeded once in 1000.
    expect(chiSquare([...orders.values()], 4)).toBeLessThan(17);
  });
});

describe('guided', () => {
  it('returns to schedules that were new', () => {
    const driver = threadProgram([steps(12, 0), steps(12, 0)]);
    const shared = (one: string, other: string): number => {
      const parts = [...one].findIndex((thread, index) => thread !== other[index]);
      return parts < 0 ? one.length : parts;
    };
    const meanShared = (novelty: number): number => {
      const strategy = guided();
      const first = runAndLearn(driver, strategy, { seed: 'first', novelty: () => novelty });
      let sum = 0;
      for (let run = 0; run < 300; run++)
        sum += shared(runAndLearn(driver, strategy, { seed: `run ${run}` }), first);
      return sum / 300;
    };
    expect(meanShared(1)).toBeGreaterThan(2 * meanShared(0));
  });
});

describe('round-robin', () => {
  it('lets each ready thread take one step in turn', () => {
    const driver = threadProgram([steps(1, 0), steps(3, 0), steps(2, 0)]);
    expect(runProgram(driver, fair(), 'any')).toBe('120121');
  });
});

describe('mix', () => {
  const driver = threadProgram([steps(1, 0), steps(1, 0)]);
  const always = (first: number): Strategy => ({
    begin: () => undefined,
    pick: (choices) => (choices.has(first) ? first : 1 - first),
  });
  const pays = (wanted: string) => (schedule: string) => (schedule === wanted ? 12 : 8);

  it('prefers the strategy that has paid off, and gives none up', () => {
    const mixed = mix([always(0), always(1)]);
    for (let run = 0; run < 1000; run++)
      runAndLearn(driver, mixed, { seed: `run ${run}`, novelty: pays('10') });
    const [zeroFirst, oneFirst] = mixed.lesson();
    expect(oneFirst?.runs).toBeGreaterThan(800);
    expect(zeroFirst?.runs).toBeGreaterThan(20);
    expect(oneFirst).toEqual({ runs: oneFirst?.runs, novelty: 12 * (oneFirst?.runs ?? 0) });
  });

  it('begins with the lesson of others', () => {
    const told = [
      { runs: 500, novelty: 6000 },
      { runs: 500, novelty: 4000 },
    ];
    const mixed = mix([always(0), always(1)], told);
    for (let run = 0; run < 200; run++) runAndLearn(driver, mixed, { seed: `run ${run}` });
    expect(mixed.lesson()[0]?.runs).toBeGreaterThan(120);
  });

  it('passes on what was learned up to the end of the last round but one', () => {
    const lessons = makeLessons();
    const lesson = [{ runs: 10, novelty: 3 }];
    expect(lessons.of(31)).toEqual([]);
    expect(lessons.of(32)).toBeUndefined();
    for (let batch = 0; batch < 16; batch++) lessons.add(lesson);
    expect(lessons.of(32)).toEqual([{ runs: 160, novelty: 48 }]);
    expect(lessons.of(48)).toBeUndefined();
  });
});

describe.each(strategyNames)('%s', (name) => {
  it('repeats its choices with the same seed, and starts afresh each time', () => {
    const driver = threadProgram([
      [0, 1, 0, -1],
      [1, 1, -1, 0],
      [-1, 0, 1, 0],
    ]);
    const schedules = [0, 1].map(() => {
      const strategy = makeStrategy(name);
      return Array.from({ length: 40 }, (_, run) => {
        const seed = `run ${run}`;
        const tried = runProgram(driver, strategy, seed);
        // Only learning may change the schedule, so a second run with the same seed is equal.
        const schedule = runAndLearn(driver, strategy, { seed, novelty: () => run % 3 });
        expect(schedule).toBe(tried);
        return schedule;
      });
    });
    expect(schedules[0]).toEqual(schedules[1]);
  });
});

describe('a campaign with a mix', () => {
  const campaign = (jobs: number, bug?: string): Promise<CampaignResult> =>
    runCampaign({
      seed: 'mix',
      scenario: MIXED,
      strategy: 'mix',
      edits: bug === undefined ? [] : readBug(bug).edits,
      runs: 600,
      jobs,
    });

  it('runs and learns the same with any number of workers', async () => {
    const results = [];
    for (const jobs of [1, 3]) results.push(await campaign(jobs));
    const [one, three] = results;
    expect(three?.digest).toBe(one?.digest);
    expect(three?.lesson).toEqual(one?.lesson);
    expect(one?.lesson.reduce((sum, { runs }) => sum + runs, 0)).toBe(600);
  });

  it('reproduces the finding of a strategy that had learned', async () => {
    const results = [];
    for (const jobs of [1, 3]) results.push(await campaign(jobs, 'conditional-merge'));
    const [one, three] = results;
    expect(one?.finding?.property).toBe('P1');
    expect(three?.finding?.digest).toBe(one?.finding?.digest);
    expect(three?.executions).toBe(one?.executions);
  });
});
