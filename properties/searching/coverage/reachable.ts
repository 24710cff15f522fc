/**
 * Numbers every state and transition that a configuration of the model can reach: the denominator of a
 * campaign's coverage. States are numbered from 0 in the order of a breadth-first search, transitions by
 * state and then in the order in which the model lists its actions.
 */
import type { Action } from '../../../model/action.ts';
import { actionKinds, nameOf } from '../../../model/action.ts';
import { isWithinBudget } from '../../../model/exploring/budget.ts';
import type { Configuration } from '../../../model/configuration.ts';
import type { Model } from '../../../model/machine.ts';
import { initialState, makeModel, refusal, step } from '../../../model/machine.ts';
import { actionsOf } from '../../../model/exploring/situations.ts';
import type { State } from '../../../model/state.ts';

export interface Reachable {
  readonly configuration: Configuration;
  readonly states: number;
  readonly transitions: number;
  /** The number of the state, or `UNREACHABLE`. */
  readonly stateNumber: (state: State) => number;
  /** The number of the transition by this action out of the state, or `UNREACHABLE`. */
  readonly transitionNumber: (stateNumber: number, value: Action) => number;
}

export const UNREACHABLE = -1;

/** Numbering more states would take longer than the check itself. */
const STATES_MAX = 2_000_000;

/** @throws Error if the configuration has more states than are worth counting */
export function reachable(configuration: Configuration): Reachable {
  const model = makeModel(configuration);
  const found: State[] = [initialState(model)];
  const numbers = new Map([[keyOf(found[0] as State), 0]]);
  const actions = actionKinds.flatMap((kind) => actionsOf(model, kind));
  const firstTransition: number[] = [0];
  const transitions: Action[] = [];

  for (let from = 0; from < found.length; from++) {
    const state = found[from] as State;
    for (const value of actions) {
      if (!isEnabled(model, state, value)) continue;
      transitions.push(value);
      const next = state.slice();
      step(model, state, value, next);
      const key = keyOf(next);
      if (numbers.has(key)) continue;
      numbers.set(key, found.length);
      found.push(next);
    }
    firstTransition.push(transitions.length);
    if (found.length > STATES_MAX) throw new Error(`${configuration.name} has too many states`);
  }

  return {
    configuration,
    states: found.length,
    transitions: transitions.length,
    stateNumber: (state) => numbers.get(keyOf(state)) ?? UNREACHABLE,
    transitionNumber(stateNumber, value) {
      const end = firstTransition[stateNumber + 1] as number;
      for (let at = firstTransition[stateNumber] as number; at < end; at++)
        if (transitions[at] === value) return at;
      return UNREACHABLE;
    },
  };
}

function isEnabled(model: Model, state: State, value: Action): boolean {
  const isAffordable = isWithinBudget(model.configuration, state, nameOf(value));
  return isAffordable && refusal(model, state, value) === undefined;
}

function keyOf(state: State): string {
  return String.fromCharCode(...state);
}
