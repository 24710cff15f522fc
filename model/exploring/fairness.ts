/**
 * Who can be relied on to act. Source and destination are *weakly fair*: what one of them can do, and
 * goes on being able to do, it does in the end. Which page the source takes next is its choice among
 * many, and while it holds one it can neither take another nor complete; of these, *strong* fairness
 * is asked: a page that it could take again and again it takes in the end, as a cursor that goes round
 * the bitmap does, and it does not send for ever what nobody asked for.
 *
 * Nobody else can be relied on. The guest need not write, nor wait, nor run on; the operator need not
 * stop the guest, switch over or abort; a link need not drop; and another sync need not come.
 */
import type { ActionKind } from '../action.ts';
import { actionKinds } from '../action.ts';
import type { Fairness } from '../mechanism.ts';
import { actions } from '../mechanisms.ts';

export type FairnessOf = Readonly<Record<ActionKind, Fairness>>;

/** As the records say. */
export const fairness: FairnessOf = Object.fromEntries(
  actionKinds.map((kind) => [kind, actions[kind].fairness]),
) as Record<ActionKind, Fairness>;

/** By number of the action's kind. */
export function byKind(fair: FairnessOf): readonly Fairness[] {
  return actionKinds.map((kind) => fair[kind]);
}
