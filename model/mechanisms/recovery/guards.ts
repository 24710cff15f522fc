/** The guards of a recovery: nothing of the lost links is left, and nothing that is missing is forgotten. */
import type { Guard } from '../../guard.ts';
import { leftOpen, ofHead } from '../../guard.ts';
import { links } from '../../link.ts';
import { at, copy, copyOf, note, noteOf, phase, read } from '../../state.ts';

export const isBrokenOff: Guard = ofHead({
  name: 'the migration has broken off: every link has dropped after the switch-over',
  holds: (state, _page, { linksInUse }) => {
    const now = read(state, at.phase);
    const isOver = now !== phase.paused && now !== phase.recovering;
    return (
      !isOver &&
      links.every(({ number, up }) => !linksInUse.includes(number) || read(state, up) === 0)
    );
  },
});

export const handsAreEmpty: Guard = ofHead({
  name: 'no sender holds a page for a link that has dropped',
  holds: (state) => links.every(({ hand }) => read(state, hand) === 0),
});

export const isRecovering: Guard = ofHead({
  name: 'the hosts are connected again, and find out what is missing',
  holds: (state) => read(state, at.phase) === phase.recovering,
});

export const isNotRecovering: Guard = ofHead({
  name: 'the source knows what it owes',
  holds: (state) => read(state, at.phase) !== phase.recovering,
});

export const missingPagesAreOwed: Guard = {
  name: 'every page that is missing on the destination is owed',
  ofHead: leftOpen,
  looksAt: ['pages'],
  ofPages: (state, _page, { pages, isDiscarded }) => {
    for (let page = 0; page < pages; page++) {
      const isMissing = copyOf(state, page) === copy.absent && isDiscarded[page] !== true;
      if (isMissing && noteOf(state, page) === note.none) return false;
    }
    return true;
  },
};
