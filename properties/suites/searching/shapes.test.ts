/** Families of scenarios with unusual shapes: how often they are drawn, and what they are drawn for. */
import { describe, expect, it } from 'vitest';
import type { BlockSpec, Scenario } from '../../../impl/scenario.ts';
import { layoutOf } from '../../../impl/layout.ts';
import { scenarioSchema } from '../../../traces/scenario-schema.ts';
import { denseIndex } from '../../judging/lockstep/stream-reading.ts';
import { MIXED, scenarioNumber } from '../../searching/scenarios/families.ts';

function scenariosOf(family: string): readonly Scenario[] {
  return Array.from({ length: 100 }, (_, number) => scenarioNumber(number, family, 'shapes'));
}

function rangesOf({ usedPages, discardedPages }: BlockSpec): number {
  const isThere = (page: number): boolean => page < usedPages && !discardedPages.includes(page);
  return Array.from({ length: usedPages }, (_, page) => page).filter(
    (page) => isThere(page) && !isThere(page + 1),
  ).length;
}

describe('the mixture of all families', () => {
  it('has one scenario in so many of a family with a share of its own', () => {
    const names = Array.from({ length: 83 }, (_, at) => scenarioNumber(at, MIXED, 'shapes').name);
    expect(names.indexOf('crowd')).toBe(7);
    expect(names.flatMap((name, at) => (name === 'large' ? [at] : []))).toEqual([82]);
    expect(names.flatMap((name, at) => (name === 'large-postcopy' ? [at] : []))).toEqual([46]);
  });
});

describe.each(['large', 'large-postcopy', 'crowd'])('the family %s', (family) => {
  it('draws scenarios that can be stored', () => {
    for (const scenario of scenariosOf(family))
      expect(scenarioSchema.safeParse(scenario).success).toBe(true);
  });
});

describe('large blocks', () => {
  const blocks = scenariosOf('large-postcopy').flatMap((scenario) => scenario.blocks);

  it.each<[string, (block: BlockSpec) => boolean]>([
    ['a full word', ({ usedPages }) => usedPages === 32],
    ['one page more than a full word', ({ usedPages }) => usedPages === 33],
    ['more ranges than a discard command holds', (block) => rangesOf(block) > 12],
    ['pages on both sides of 2^31', ({ pagesBefore }) => pagesBefore === 2 ** 19 - 16],
    ['pages on both sides of 2^32', ({ pagesBefore }) => pagesBefore === 2 ** 20 - 16],
    ['pages beyond 2^32', ({ pagesBefore }) => pagesBefore === 2 ** 20],
  ])('have %s', (_, has) => {
    expect(blocks.some(has)).toBe(true);
  });

  it('have no page before the first that is plugged in', () => {
    const scenario = scenariosOf('large').find(({ blocks: [one] }) => (one?.pagesBefore ?? 0) > 0);
    if (scenario === undefined) throw new Error('no block with pages before it');
    const target = { scenario, layout: layoutOf(scenario) };
    const before = scenario.blocks[0]?.pagesBefore ?? 0;
    expect(denseIndex(target, 0, before)).toBe(0);
    expect(() => denseIndex(target, 0, before - 1)).toThrow('is not plugged in');
  });
});
