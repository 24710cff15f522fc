/** Liveness of the model: nothing stays owed for ever, and it takes everybody's fairness to say so. */
import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../model/configuration.ts';
import { configurations } from '../../model/configuration.ts';
import type { Exploration } from '../../model/explorer.ts';
import type { FairnessOf } from '../../model/fairness.ts';
import { fairness } from '../../model/fairness.ts';
import { exploreFairly } from '../../model/liveness.ts';
import type { Change, Model } from '../../model/machine.ts';
import { makeModel, refusal, step, initialState } from '../../model/machine.ts';
import { at, note, setNote } from '../../model/state.ts';

function named(name: string): Configuration {
  const configuration = configurations.find((one) => one.name === name);
  if (configuration === undefined) throw new Error(`no configuration ${name}`);
  return configuration;
}

/** Precopy with reads in two halves and a device, on as many pages. */
function devices(pages: number): Configuration {
  const blocks = [{ pages, pagesPerHostPage: 1 }];
  return { ...named('three-pages'), name: 'devices', blocks, writesMax: 1 };
}

function search(configuration: Configuration, change: Change, fair: FairnessOf): Exploration {
  const model = makeModel(configuration, change);
  const exploration = exploreFairly(model, { statesMax: 1e6 }, fair);
  if (exploration.counterexample !== undefined) expectLasso(model, exploration.counterexample);
  return exploration;
}

/** The way may be gone, and the cycle leads back to where it began. */
function expectLasso(
  model: Model,
  { actions, cycle = [] }: NonNullable<Exploration['counterexample']>,
): void {
  const state = initialState(model);
  const go = (action: number): void => {
    expect(refusal(model, state, action)).toBeUndefined();
    step(model, state, action, state);
  };
  actions.forEach(go);
  const before = [...state];
  cycle.forEach(go);
  expect([...state]).toEqual(before);
}

describe('liveness', () => {
  it.each([named('take-over'), devices(2)])('in $name nothing stays owed for ever', (small) => {
    expect(search(small, {}, fairness).verdict).toBe('verified');
  });

  // An unfair source or destination lets something lie; each of them is needed somewhere.
  it.each(Object.entries(fairness))('something stays owed if %s is not fair', (kind, fair) => {
    const weakened = { ...fairness, [kind]: fair === 'strong' ? 'weak' : 'none' } as const;
    const verdicts = [named('take-over'), devices(2)].map(
      (configuration) => search(configuration, {}, weakened).verdict,
    );
    expect(verdicts).toContain('violated');
  });

  it('a page that is taken and stays owed is taken for ever', () => {
    const effects: Change['effects'] = {
      take: (state, page) => {
        state[at.hand] = page + 1;
        setNote(state, page, note.pending);
      },
    };
    const { counterexample } = search(devices(2), { effects }, fairness);
    expect(counterexample?.broken).toBe('a page that is owed is taken');
    expect(counterexample?.cycle?.length).toBeGreaterThan(0);
  });

  it('a guest that never comes to run on the destination is noticed', () => {
    const effects: Change['effects'] = { run: () => undefined };
    const { counterexample } = search(named('take-over'), { effects }, fairness);
    expect(counterexample?.broken).toBe(
      'when everything has been sent, the destination runs with all of it',
    );
  });

  it('a page that the guest writes for ever may be owed for ever', () => {
    // Any number of writes: in a world without renewal this would be a violation of precopy.
    const endless = { ...devices(1), writesMax: named('three-pages').writesMax };
    expect(search(endless, {}, fairness).verdict).toBe('verified');
  });
});
