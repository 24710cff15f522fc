/** Exploration leaves out actions that a configuration has no budget for, even if the model allows them. */
import type { ActionKind } from '../action.ts';
import type { Configuration } from '../configuration.ts';
import { actions } from '../mechanisms.ts';
import type { State } from '../state.ts';

/** Whether the configuration has this kind of action and the state has budget left for it. */
export function isWithinBudget(
  configuration: Configuration,
  state: State,
  kind: ActionKind,
): boolean {
  return actions[kind].isWithinBudget?.(configuration, state) ?? true;
}
