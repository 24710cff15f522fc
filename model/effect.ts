/** What an effect is: what an action does to the state in which it happens. */
import { UNLIMITED } from './configuration.ts';
import type { Size } from './guard.ts';
import type { State } from './state.ts';
import { read } from './state.ts';

/** Changes the state in place; the action's guards have held. */
export type Effect = (state: State, page: number, size: Size) => void;

/** One less of a budget, unless there is no end to it. */
export function spend(state: State, budget: number): void {
  const left = read(state, budget);
  if (left !== UNLIMITED) state[budget] = left - 1;
}
