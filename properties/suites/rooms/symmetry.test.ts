/** Symmetry of the model: a representative stands for exactly the states of its orbit. */
import { describe, expect, it } from 'vitest';
import { explore } from '../../../model/exploring/explorer.ts';
import { makeModel } from '../../../model/machine.ts';
import { named } from '../support/configurations.ts';

describe('symmetry', () => {
  // The orbits of the representatives add up to the states of a full exploration.
  it.each([
    ['two-pages', 249_377, 498_619],
    ['hints', 117_607, 234_909],
    ['take-over', 2058, 3946],
    ['preempt-one', 4736, 7986],
    ['preempt', 94_904, 640_864],
    ['discarded', 1045, 1248],
  ])('%s has representatives for exactly its states', (name, states, represented) => {
    const exploration = explore(makeModel(named(name)), { statesMax: 1e7, symmetry: true });
    expect(exploration).toMatchObject({ verdict: 'verified', states, represented });
  });

  it('distinguishes states that differ by more than an exchange of like pages', () => {
    // Blocks of one page and of two, and an incomplete host page: nothing can be exchanged.
    const blocks = [
      { pages: 1, pagesPerHostPage: 1 },
      { pages: 3, pagesPerHostPage: 2 },
    ];
    const model = makeModel({ ...named('host-pages'), blocks });
    const full = explore(model, { statesMax: 1e6 });
    const reduced = explore(model, { statesMax: 1e6, symmetry: true });
    expect(reduced.represented).toBe(full.states);
    // Only the two target pages of the complete host page can be exchanged.
    expect(reduced.states).toBeGreaterThan(full.states / 2);
    expect(reduced.states).toBeLessThan(full.states);
  });
});
