/**
 * Hints about free pages: the guest gives back a page whose content it does not need, and the source leaves
 * it out. The content of such a page does not matter until the guest writes it again, which it may do at
 * any time, even between the report and the moment at which the source acts on it.
 */
import type { Configuration } from '../../configuration.ts';
import type { ActionsOf } from '../../mechanism.ts';
import type { State } from '../../state.ts';
import { flag, has, note, noteOf, setFlag, setNote } from '../../state.ts';
import { isFreeOrInLog } from './guards.ts';

export const hintsActions: ActionsOf<'hints'> = {
  'give-back': {
    guards: [],
    effect: (state, page) => setFlag(state, page, flag.isFree, true),
    touches: [['page']],
    per: 'page',
    fairness: 'none',
    isWithinBudget: hasHints,
    says: 'guest gives page # back',
  },
  'leave-out': {
    guards: [isFreeOrInLog],
    effect: leaveOut,
    touches: [['page']],
    per: 'page',
    fairness: 'none',
    isWithinBudget: hasHints,
    says: 'source leaves out page #, for which it has a hint',
  },
};

/** A write after the hint is either in the log, where a sync finds it, or about to be logged by a device. */
function leaveOut(state: State, page: number): void {
  const isFound = noteOf(state, page) === note.logged && !has(state, page, flag.isFree);
  if (!isFound) setNote(state, page, note.none);
}

function hasHints({ mechanisms = [] }: Configuration): boolean {
  return mechanisms.includes('hints');
}
