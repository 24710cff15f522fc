/** The form in which a mechanism says what an event of an engine means to the model. */
import type { Action, ActionKind } from '../../../model/action.ts';
import { action, actionKind } from '../../../model/action.ts';
import type { Ledger } from './ledger.ts';

/** The event means nothing to the model. */
export const NO_ACTION = -1;

/** The model's action for an event with these arguments, or `NO_ACTION`. */
export type Meaning = (
  first: number,
  second: number,
  third: number,
  options: MeaningOptions,
) => Action;

export interface MeaningOptions {
  readonly splitReads: boolean;
  readonly ledger: Pick<
    Ledger,
    'isSwitched' | 'hasLanded' | 'isUnloadable' | 'isDestinationEnding' | 'status'
  >;
}

/** The event always means this action, which is about no page. */
export function means(kind: ActionKind): Meaning {
  const value = action(actionKind[kind]);
  return () => value;
}

/** The event always means this action, about the page that is its first argument. */
export function meansOfPage(kind: ActionKind): Meaning {
  const number = actionKind[kind];
  return (page) => action(number, page);
}

/** The event comes once for each block in one step; to the model all of them are one action. */
export function meansOnce(kind: ActionKind): Meaning {
  const value = action(actionKind[kind]);
  return (block) => (block === 0 ? value : NO_ACTION);
}

/**
 * The event means this action until everything has arrived; then nothing is left to lose. What a destination
 * loses that ends after the source has completed is lost with all of its memory.
 */
export function meansLoss(kind: ActionKind): Meaning {
  const value = action(actionKind[kind]);
  return (_first, _second, _third, { ledger: { hasLanded, isDestinationEnding, status } }) =>
    hasLanded || (isDestinationEnding && status === 'completed') ? NO_ACTION : value;
}
