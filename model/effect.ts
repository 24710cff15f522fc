/** The effect of an action: how it changes the state. */
import { UNLIMITED } from './configuration.ts';
import type { Size } from './guard.ts';
import type { State } from './state.ts';
import { read } from './state.ts';

/** Changes the state in place. The caller has checked the action's guards. */
export type Effect = (state: State, page: number, size: Size) => void;

/** Takes one from a budget, unless the budget is `UNLIMITED`. */
export function spend(state: State, budget: number): void {
  const left = read(state, budget);
  if (left !== UNLIMITED) state[budget] = left - 1;
}
