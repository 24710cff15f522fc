/**
 * Translates a path from representative to representative into actions on the real pages. Each
 * representative has had its pages put in order, so page 0 of one step may be page 1 of the next; here
 * a state whose pages stay in place follows the same path.
 */
import type { Action } from '../action.ts';
import { action, kindOf } from '../action.ts';
import type { Model } from '../machine.ts';
import { initialState, refusal, step } from '../machine.ts';
import type { State } from '../state.ts';
import type { Symmetry } from './symmetry.ts';

/** @param way - actions from the initial state on, each applied to the representative reached so far */
export function followRepresentatives(
  model: Model,
  symmetry: Symmetry,
  way: readonly Action[],
): readonly Action[] {
  const representative = initialState(model);
  const real = initialState(model);
  const next = initialState(model);
  return way.map((value) => {
    step(model, representative, value, representative);
    symmetry.canonicalise(representative);
    const taken = realAction(model, value, (candidate) => {
      if (refusal(model, real, candidate) !== undefined) return false;
      step(model, real, candidate, next);
      symmetry.canonicalise(next);
      return isSame(next, representative);
    });
    step(model, real, taken, real);
    return taken;
  });
}

/** @throws Error if no page leads there: then the machine does not treat its pages alike */
function realAction(
  { size: { pages } }: Model,
  value: Action,
  leadsThere: (candidate: Action) => boolean,
): Action {
  for (let page = 0; page < pages; page++) {
    const candidate = action(kindOf(value), page);
    if (leadsThere(candidate)) return candidate;
  }
  throw new Error('pages that should be interchangeable are not');
}

function isSame(one: State, other: State): boolean {
  return one.every((value, index) => value === other[index]);
}
