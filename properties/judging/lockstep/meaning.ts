/** What an event of an engine means to the model: the form in which a mechanism says it. */
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
  readonly ledger: Pick<Ledger, 'isSwitched' | 'hasLanded'>;
}

/** It always means this action, of no page. */
export function means(kind: ActionKind): Meaning {
  const value = action(actionKind[kind]);
  return () => value;
}

/** It always means this action, of the page that it names first. */
export function meansOfPage(kind: ActionKind): Meaning {
  const number = actionKind[kind];
  return (page) => action(number, page);
}

/** All blocks in one step: the model takes what is done to them as a whole. */
export function meansOnce(kind: ActionKind): Meaning {
  const value = action(actionKind[kind]);
  return (block) => (block === 0 ? value : NO_ACTION);
}

/** It means this action until everything has arrived: then nothing is left that could be lost. */
export function meansLoss(kind: ActionKind): Meaning {
  const value = action(actionKind[kind]);
  return (_first, _second, _third, { ledger }) => (ledger.hasLanded ? NO_ACTION : value);
}
