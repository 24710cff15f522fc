/** The graph of a machine's states: for each state its enabled actions, and the states they lead to. */
import type { Model } from '../machine.ts';
import { actionKinds } from '../action.ts';
import { apply } from '../machine.ts';
import { enabledActions, Situations } from './situations.ts';
import type { VisitedStates } from './visited-states.ts';

export interface Transitions {
  /** The transitions of a state are `[firsts[state], firsts[state + 1])`. */
  readonly firsts: Int32Array;
  readonly actions: Int32Array;
  /** The state to which each transition leads. */
  readonly targets: Int32Array;
}

/**
 * @param visited - every state that the machine can reach
 * @param count - how many transitions there are between them
 */
export function transitionsOf(model: Model, visited: VisitedStates, count: number): Transitions {
  const situations = new Situations(model);
  const { current: state, next } = visited;
  const enabled = new Int32Array(actionKinds.length * model.size.pages);
  const firsts = new Int32Array(visited.count + 1);
  const actions = new Int32Array(count);
  const targets = new Int32Array(count);
  let transition = 0;
  for (let from = 0; from < firsts.length - 1; from++) {
    visited.load(from);
    const open = enabledActions(model, situations.of(visited.head, state), state, enabled);
    for (let index = 0; index < open; index++) {
      const value = enabled[index] as number;
      visited.copy();
      apply(model, next, value);
      actions[transition] = value;
      targets[transition] = visited.numberOfNext(value);
      transition++;
    }
    firsts[from + 1] = transition;
  }
  return { firsts, actions, targets };
}
