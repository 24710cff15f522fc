/** An action of the model in the model's words: a line of a counterexample. */
import type { Action } from '../../../model/action.ts';
import { nameOf, pageOf } from '../../../model/action.ts';
import { actions } from '../../../model/mechanisms.ts';

export function describeAction(action: Action): string {
  return actions[nameOf(action)].says.replace('#', String(pageOf(action)));
}
