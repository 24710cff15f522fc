/** The guard of a hint: no write may be lost with the note that the hint removes. */
import type { Guard } from '../../guard.ts';
import { leftOpen } from '../../guard.ts';
import { at, flag, has, note, noteOf, read } from '../../state.ts';

export const isFreeOrInLog: Guard = {
  name: 'the page is still free, or its new write is in the log or about to be logged',
  ofHead: leftOpen,
  looksAt: ['page'],
  ofPages: (state, page) => {
    const owed = noteOf(state, page);
    return (
      has(state, page, flag.isFree) ||
      owed === note.none ||
      owed === note.logged ||
      read(state, at.unlogged) === page + 1
    );
  },
};
