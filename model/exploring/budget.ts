/** What a configuration has no budget for is not explored, though it would be allowed. */
import type { ActionKind } from '../action.ts';
import type { Configuration } from '../configuration.ts';
import { actions } from '../mechanisms.ts';
import type { State } from '../state.ts';

/** Whether the configuration has this kind of action, and the state has some of it left. */
export function isWithinBudget(
  configuration: Configuration,
  state: State,
  kind: ActionKind,
): boolean {
  return actions[kind].isWithinBudget?.(configuration, state) ?? true;
}
