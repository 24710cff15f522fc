/** The parts of an estimate of the number of classes. */
import { describe, expect, it } from 'vitest';
import { describeOutlook } from '../../commands/cli/describe-outlook.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { estimatorOf } from '../../running/exploration/class-estimator.ts';
import { engineConfigurationsOf } from '../../running/exploration/engine-configuration.ts';
import { Futures } from '../../searching/estimation/futures.ts';
import { meanWithError } from '../../searching/estimation/mean-with-error.ts';
import { thin } from '../../searching/estimation/thinning.ts';
import { explore } from '../support/engine-explorations.ts';

const draw = makeDraw('estimation');
const chance = (): number => draw(2 ** 30) / 2 ** 30;

describe('thinning', () => {
  it('keeps the weight of each thing on average, and no more things than there is room for', () => {
    const scores = Float64Array.from([1, 2, 3, 4, 90, 0.5]);
    const sums = scores.map(() => 0);
    const draws = 20_000;
    for (let time = 0; time < draws; time++) {
      const growth = thin(scores, 3, chance);
      expect(growth.filter((one) => one > 0).length).toBeLessThanOrEqual(3);
      growth.forEach((one, at) => {
        sums[at] = (sums[at] as number) + one;
      });
    }
    for (const sum of sums) expect(Math.abs(sum / draws - 1)).toBeLessThan(0.1);
    expect(sums[4]).toBe(draws);
  });
});

describe('the mean', () => {
  it('has an interval that contains the truth about 95 times in 100', () => {
    let covered = 0;
    for (let time = 0; time < 2000; time++) {
      const values = Array.from({ length: 8 }, () => 1 + chance() - chance());
      const { mean, error } = meanWithError(values, [1, 2, 3, 4, 5, 6, 7, 8]) ?? {};
      if (Math.abs((mean ?? 0) - 1) <= (mean ?? 0) * (error ?? 0)) covered++;
    }
    expect(covered / 2000).toBeGreaterThan(0.92);
    expect(covered / 2000).toBeLessThan(0.98);
  });

  it('says nothing of fewer than two values', () => {
    expect(meanWithError([], [])).toBeUndefined();
    expect(meanWithError([5], [1])).toBeUndefined();
    expect(meanWithError([5, 6], [1, 100])).toBeUndefined();
  });
});

describe('futures', () => {
  it('contain what was seen after any step that leads there, in any execution', () => {
    const futures = new Futures(100);
    const read = (object: number): number => object << 1;
    const write = (object: number): number => (object << 1) | 1;
    futures.note(1, 2, [read(7)]);
    futures.note(2, 3, [write(40)]);
    const known = futures.version;
    futures.note(2, 3, [write(40)]);
    expect(futures.version).toBe(known);
    expect(futures.mayConflict(Int32Array.of(read(40)), 1)).toBe(true);
    expect(futures.mayConflict(Int32Array.of(read(7)), 1)).toBe(false);
    expect(futures.mayConflict(Int32Array.of(write(7)), 1)).toBe(true);
    expect(futures.mayConflict(Int32Array.of(write(7)), 2)).toBe(false);
    futures.note(3, 4, [write(99)]);
    expect(futures.version).toBeGreaterThan(known);
    expect(futures.mayConflict(Int32Array.of(read(99)), 1)).toBe(true);
    expect(futures.mayMeet(3, 1)).toBe(true);
    expect(futures.mayMeet(1, 2)).toBe(false);
  });
});

describe('an estimate of the number of classes', () => {
  const [small] = engineConfigurationsOf('small/tlb');

  it('is a count if all states were visited, and the same in however many parts it is made', async () => {
    if (small === undefined) throw new Error('no such configuration');
    const whole = estimatorOf(await loadEngine(), small);
    whole.advance(3_000_000);
    expect(whole.estimate()?.classes).toBe(656);
    const inParts = estimatorOf(await loadEngine(), small);
    while (!inParts.isDone()) inParts.advance(50_000);
    expect([inParts.estimate(), inParts.steps()]).toEqual([whole.estimate(), whole.steps()]);
  });

  it('leaves the search as it is, and is told with an interrupted exploration', async () => {
    const name = 'word-path/tlb';
    let told = 0;
    const isOver = (): boolean => told > 1;
    const broken = await explore(name, undefined, {
      isEstimated: true,
      onProgress(_, { estimate, msLeft }) {
        if (estimate !== undefined && (msLeft ?? 0) > 0) told++;
        return !isOver();
      },
    });
    expect(broken.verdict).toBe('incomplete');
    expect(Math.abs((broken.estimate?.classes ?? 0) / 3808 - 1)).toBeLessThan(0.1);
    const asked = broken.executions;
    const plain = await explore(name, undefined, {
      onProgress: ({ executions }) => executions < asked,
    });
    expect(plain.classes).toBe(broken.classes);
    expect(plain.estimate).toBeUndefined();
  });

  it('is told in words', () => {
    const estimate = { classes: 41_234, error: 0.082 };
    expect(describeOutlook(5000, { share: 0.3, estimate, msLeft: 170_000 })).toBe(
      'about 41,000 classes (± 9 %), 12 % seen, about 3 min left',
    );
    expect(describeOutlook(5000, { share: 0.3 })).toBe('about 30.0 % done');
    const exact = { classes: 41_234, error: 0.01 };
    expect(describeOutlook(41_230, { share: 0.3, estimate: exact, msLeft: 10 })).toBe(
      'about 41,200 classes (± 1 %), 99 % seen, about 1 s left',
    );
  });
});
