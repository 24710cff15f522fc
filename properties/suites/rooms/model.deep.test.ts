/** The size of the model in the larger configurations, that its invariants hold, and what symmetry saves. */
import { describe, expect, it } from 'vitest';
import { explore } from '../../../model/exploring/explorer.ts';
import { makeModel } from '../../../model/machine.ts';
import { exploreModel } from '../../running/exploration/explore-model.ts';
import { named } from '../support/configurations.ts';
import { share, TOO_LONG } from '../support/long-work.ts';

const { signal } = new AbortController();

describe('the model', () => {
  it.each([
    ['three-pages', { states: 1_855_020, transitions: 19_916_051, depth: 28 }],
    ['host-pages', { states: 10_513_319, transitions: 36_513_095, depth: 24 }],
    ['postcopy', { states: 5_545_690, transitions: 26_763_933, depth: 30 }],
    ['preempt', { states: 640_864, transitions: 3_426_540, depth: 29 }],
  ])('is exhausted in the configuration %s', async (name, size) => {
    const onProgress = (): void => undefined;
    const exploration = await exploreModel(named(name), { signal, onProgress });
    expect(exploration).toMatchObject({ verdict: 'verified', ...size });
  });
});

describe('symmetry', () => {
  // The orbits of the representatives add up to the states of a full exploration.
  it.for([
    ['three-pages', 936_315, 1_855_020],
    ['host-pages', 200_274, 10_513_319],
    ['postcopy', 749_686, 5_545_690],
  ] as const)('%s has representatives for exactly its states', (one, { skip }) => {
    const [name, states, represented] = one;
    // Two of its pages are alike, as in the small configuration two-pages of the quick suite.
    skip(share < 1 && name === 'three-pages', TOO_LONG);
    const exploration = explore(makeModel(named(name)), { statesMax: 1e7, symmetry: true });
    expect(exploration).toMatchObject({ verdict: 'verified', states, represented });
  });
});
