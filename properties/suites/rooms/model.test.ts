/** The model alone: its size, that its invariants hold, and that each of its guards is needed. */
import { describe, expect, it } from 'vitest';
import { explore, visitAll } from '../../../model/exploring/explorer.ts';
import { actionKinds } from '../../../model/action.ts';
import type { Model } from '../../../model/machine.ts';
import { initialState, makeModel, refusal, step } from '../../../model/machine.ts';
import { actions, invariants } from '../../../model/mechanisms.ts';
import { enabledActions, Situations } from '../../../model/exploring/situations.ts';
import { VisitedStates } from '../../../model/exploring/visited-states.ts';
import { exploreModel } from '../../running/exploration/explore-model.ts';
import { named } from '../support/configurations.ts';

const { signal } = new AbortController();

/** Whether the actions are possible one after the other, and lead to a state that breaks an invariant. */
function isWayToHarm(model: Model, way: readonly number[]): boolean {
  const state = initialState(model);
  for (const action of way) {
    if (refusal(model, state, action) !== undefined) return false;
    step(model, state, action, state);
  }
  const isBroken = invariants.some(
    ({ isOpen, holds }) => isOpen(state, model.size) && !holds(state, model.size),
  );
  return (
    isBroken ||
    enabledActions(model, new Situations(model).of(0, state), state, new Int32Array(100)) === 0
  );
}

describe('the model', () => {
  it.each([
    ['two-pages', { states: 498_619, transitions: 4_472_580, depth: 27 }],
    ['hints', { states: 234_909, transitions: 2_956_498, depth: 21 }],
    ['one-record', { states: 19_377, transitions: 100_644, depth: 18 }],
    ['take-over', { states: 3946, transitions: 14_602, depth: 20 }],
    ['preempt-one', { states: 7986, transitions: 36_360, depth: 24 }],
    ['there-and-back', { states: 2402, transitions: 8936, depth: 29 }],
    ['recovery-one', { states: 6953, transitions: 34_197, depth: 21 }],
    ['recovery', { states: 141_310, transitions: 605_940, depth: 28 }],
    ['recovery-preempt', { states: 8634, transitions: 41_068, depth: 25 }],
    ['discarded', { states: 1248, transitions: 5989, depth: 17 }],
  ])('is exhausted in the configuration %s', async (name, size) => {
    const onProgress = (): void => undefined;
    const exploration = await exploreModel(named(name), { signal, onProgress });
    expect(exploration).toMatchObject({ verdict: 'verified', ...size });
  });

  const everyGuard = actionKinds.flatMap((kind) =>
    actions[kind].guards.map(({ name }) => `${kind}: ${name}`),
  );

  it.each(everyGuard)('breaks an invariant without the guard %s', (guard) => {
    // Smaller configurations first: most guards are missed there already.
    const broken = [
      'take-over',
      'discarded',
      'preempt-one',
      'there-and-back',
      'recovery-one',
      'recovery-preempt',
      'hints',
      'two-pages',
    ].some((name) => {
      const model = makeModel(named(name), { without: [guard] });
      const { counterexample } = explore(model, { statesMax: 1_000_000 });
      if (counterexample === undefined) return false;
      // With symmetry the counterexample is as short.
      const reduced = explore(model, { statesMax: 1_000_000, symmetry: true }).counterexample;
      expect(reduced?.actions).toHaveLength(counterexample.actions.length);
      expect(isWayToHarm(model, reduced?.actions ?? [])).toBe(true);
      return true;
    });
    expect(broken).toBe(true);
  });

  it.each(['take-over', 'discarded', 'preempt-one', 'two-pages'])(
    '%s: the situations of a head are those of each of its states',
    (name) => {
      const model = makeModel(named(name));
      const visited = new VisitedStates(model.size);
      visitAll(model, visited, { statesMax: 5000 });
      const remembered = new Situations(model);
      for (let number = 0; number < visited.count; number++) {
        visited.load(number);
        const afresh = new Situations(model).of(0, visited.current);
        expect(remembered.of(visited.head, visited.current)).toEqual(afresh);
      }
    },
  );

  it.each([
    'take-over',
    'discarded',
    'preempt-one',
    'there-and-back',
    'one-record',
    'hints',
    'recovery-one',
    'recovery-preempt',
  ])('%s: what is remembered of an action is what it does', (name) => {
    // A changed machine performs each action in each state.
    const model = makeModel(named(name));
    const unchanged = explore(model, { statesMax: 1e6 });
    const changed = explore({ ...model, isChanged: true }, { statesMax: 1e6 });
    expect(unchanged).toEqual(changed);
  });

  it('gives a shortest counterexample', () => {
    const smallest = named('two-pages');
    const change = { without: ['complete: nothing is owed for any page'] };
    const { counterexample } = explore(makeModel(smallest, change), { statesMax: 1_000_000 });
    // Begin, stop, complete: no shorter way completes a migration.
    expect(counterexample?.actions).toHaveLength(3);
  });

  it('reports an exploration that was cut short as incomplete', () => {
    const smallest = named('two-pages');
    expect(explore(makeModel(smallest), { statesMax: 1000 }).verdict).toBe('incomplete');
  });
});
