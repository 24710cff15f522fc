/**
 * Which actions can be relied on. Source and destination are *weakly fair*: they eventually perform an
 * action that stays possible. The source chooses which page to take next, and while it holds a page it
 * can neither take another nor complete, so taking and completing are *strongly fair*: the source
 * eventually takes a page that it could take again and again, as a cursor that wraps around the bitmap
 * does, and it does not spend all its time on pages that are not owed.
 *
 * Nothing else can be relied on. The guest need not write, wait or keep running; the operator need not
 * stop the guest, switch over or abort; no link need drop; and no further sync need come.
 */
import type { ActionKind } from '../action.ts';
import { actionKinds } from '../action.ts';
import type { Fairness } from '../mechanism.ts';
import { actions } from '../mechanisms.ts';

export type FairnessOf = Readonly<Record<ActionKind, Fairness>>;

/** The fairness of each kind of action, from its record. */
export const fairness: FairnessOf = Object.fromEntries(
  actionKinds.map((kind) => [kind, actions[kind].fairness]),
) as Record<ActionKind, Fairness>;

/** The fairness of each kind of action, indexed by the number of the kind. */
export function byKind(fair: FairnessOf): readonly Fairness[] {
  return actionKinds.map((kind) => fair[kind]);
}
