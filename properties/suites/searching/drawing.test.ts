/** Scenarios are drawn by fast-check, without the records that `fc.gen` keeps of its draws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawing } from '../../searching/scenarios/drawing.ts';

const MAXIMA = [0, 1, 5, 0xffff, 5, 1];

describe('a drawing', () => {
  it('draws the numbers that fc.gen draws', () => {
    const recorded = fc.gen().map((gen) => MAXIMA.map((max) => gen(fc.nat, { max })));
    const drawn = drawing((upTo) => MAXIMA.map(upTo));
    const sample = (of: fc.Arbitrary<readonly number[]>, seed: number): readonly number[] =>
      fc.sample(of, { seed, numRuns: 1 })[0] ?? [];
    for (let seed = 0; seed < 100; seed++)
      expect(sample(drawn, seed)).toEqual(sample(recorded, seed));
  });
});
