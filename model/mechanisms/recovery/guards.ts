/** The guards of a recovery: nothing of the lost links is left, and nothing that is missing is forgotten. */
import type { Guard, HostPage } from '../../guard.ts';
import { leftOpen, ofHead } from '../../guard.ts';
import { links, mainLink, preemptLink } from '../../link.ts';
import type { State } from '../../state.ts';
import { at, copy, copyOf, flag, has, note, noteOf, phase, read } from '../../state.ts';

export const isBrokenOff: Guard = ofHead({
  name: 'the migration has broken off after the switch-over',
  holds: (state) => {
    const now = read(state, at.phase);
    return now === phase.paused || now === phase.recovering;
  },
});

export const linksAreDown: Guard = ofHead({
  name: 'every link has dropped',
  holds: (state, _page, { linksInUse }) =>
    links.every(({ number, up }) => !linksInUse.includes(number) || read(state, up) === 0),
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

export const preemptLinkIsDown: Guard = ofHead({
  name: 'the preempt link has dropped, and the main link is up',
  holds: (state) => read(state, preemptLink.up) === 0 && read(state, mainLink.up) === 1,
});

export const isNotOwed: Guard = {
  name: 'the page is not owed',
  ofHead: leftOpen,
  looksAt: ['page'],
  ofPages: (state, page) => noteOf(state, page) === note.none,
};

/** What has arrived as a whole is placed even after the link has dropped: only then is it known to be there. */
export const nothingIsToBePlaced: Guard = {
  name: 'every host page that has arrived as a whole is placed',
  ofHead: leftOpen,
  looksAt: ['pages'],
  ofPages: (state, _page, { pages, hostPageOf }) => {
    for (let page = 0; page < pages; page++) {
      const hostPage = hostPageOf[page] as HostPage;
      if (hostPage.first === page && hasArrived(state, hostPage)) return false;
    }
    return true;
  },
};

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

function hasArrived(state: State, { first, end }: HostPage): boolean {
  for (let page = first; page < end; page++) if (!has(state, page, flag.hasArrived)) return false;
  return true;
}
