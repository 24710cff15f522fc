/** The invariants of pages that the guest has given back. */
import type { Invariant } from '../../invariant.ts';
import { links } from '../../link.ts';
import type { State } from '../../state.ts';
import { at, copy, copyOf, note, noteOf, phase, read, takeover } from '../../state.ts';

export const discardsInvariants: readonly Invariant[] = [
  {
    name: 'a discarded page is never sent, and not owed once the guest is stopped',
    isOpen: (_state, { isDiscarded }) => isDiscarded.includes(true),
    isByHostPage: true,
    holds: (state, size) => {
      for (let page = 0; page < size.pages; page++)
        if (size.isDiscarded[page] === true && !isLeftOut(state, page)) return false;
      return true;
    },
  },
];

/** The page is not held, has not been sent, and is owed only while the guest still runs. */
function isLeftOut(state: State, page: number): boolean {
  const isOwed = noteOf(state, page) !== note.none && read(state, at.phase) !== phase.active;
  const isThere = copyOf(state, page) !== copy.absent;
  const isHeld = links.some((link) => read(state, link.hand) === page + 1);
  return !isOwed && !isHeld && (!isThere || read(state, at.takeover) >= takeover.listening);
}
