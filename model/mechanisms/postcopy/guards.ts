/**
 * The guards of postcopy: how far the destination has taken over, what it has yet to forget, and which
 * host pages are missing, complete or in place.
 */
import type { Guard, HostPage } from '../../guard.ts';
import { leftOpen, ofHead } from '../../guard.ts';
import { mainLink, pageOnLink } from '../../link.ts';
import { at, copy, copyOf, flag, has, note, noteOf, phase, read, takeover } from '../../state.ts';

export const isLastSyncDone: Guard = ofHead({
  name: 'the guest is stopped, and a sync has run since',
  holds: (state) => read(state, at.phase) === phase.stopped && read(state, at.syncsAfterStop) === 1,
});

export const isSwitching: Guard = ofHead({
  name: 'the source owes whole host pages',
  holds: (state) => read(state, at.phase) === phase.switching,
});

export const hasNotTakenOver: Guard = ofHead({
  name: 'the destination has not begun to take over',
  holds: (state) => read(state, at.takeover) === takeover.none,
});

export const hasPackage: Guard = ofHead({
  name: 'the destination has what it needs to take over',
  holds: (state) => read(state, at.takeover) === takeover.packaged,
});

export const isListening: Guard = ofHead({
  name: 'the destination listens',
  holds: (state) => read(state, at.takeover) === takeover.listening,
});

export const canPlace: Guard = ofHead({
  name: 'the destination places the pages that arrive',
  holds: (state) => read(state, at.takeover) >= takeover.listening,
});

export const runsOnDestination: Guard = ofHead({
  name: 'the guest runs on the destination',
  holds: (state) => read(state, at.takeover) === takeover.running,
});

export const isStillOwed: Guard = {
  name: 'after the switch-over, the page is owed',
  ofHead: (state) => {
    const now = read(state, at.phase);
    const isPostcopy = now === phase.switched || now === phase.paused;
    // A page that is sent on a link that has dropped does no harm.
    return !isPostcopy || read(state, mainLink.up) === 0 || undefined;
  },
  looksAt: ['page'],
  ofPages: (state, page) => noteOf(state, page) === note.pending,
};

/** No page that was sent before the switchover is still on the link. */
export const olderHasArrived: Guard = {
  name: 'all pages sent before the switch-over have arrived',
  ofHead: (state) => read(state, mainLink.records) === 0 || undefined,
  looksAt: ['first records'],
  ofPages: (state, _page, size) => pageOnLink(state, mainLink, 0, size) === size.pages,
};

export const packageIsFirst: Guard = {
  name: 'the package is the next to arrive',
  ofHead: (state) => (read(state, mainLink.records) === 0 ? false : undefined),
  looksAt: ['first records'],
  ofPages: (state, _page, size) => pageOnLink(state, mainLink, 0, size) === size.pages,
};

export const willBeSentAgain: Guard = {
  name: 'the page will be sent again',
  ofHead: leftOpen,
  looksAt: ['page'],
  ofPages: (state, page) => {
    const now = read(state, at.phase);
    const isLate = now === phase.paused && read(state, mainLink.up) === 1;
    const isSwitching =
      now === phase.switching || now === phase.switched || now === phase.ended || isLate;
    const isAbsent = copyOf(state, page) === copy.absent;
    return has(state, page, flag.isDoomed) || (isSwitching && isAbsent);
  },
};

export const nothingIsDoomed: Guard = {
  name: 'the destination has forgotten every page that will be sent again',
  ofHead: leftOpen,
  looksAt: ['pages'],
  ofPages: (state, _page, { pages }) => {
    for (let page = 0; page < pages; page++) if (has(state, page, flag.isDoomed)) return false;
    return true;
  },
};

export const hostPageIsWhole: Guard = {
  name: 'all of the host page has arrived',
  ofHead: leftOpen,
  looksAt: ['host page'],
  ofPages: (state, page, { hostPageOf }) => {
    const { first, end } = hostPageOf[page] as HostPage;
    for (let part = first; part < end; part++) if (!has(state, part, flag.hasArrived)) return false;
    return true;
  },
};

export const isThere: Guard = {
  name: 'the page is present, or the guest had reported it as free',
  ofHead: leftOpen,
  looksAt: ['page'],
  ofPages: (state, page) => copyOf(state, page) !== copy.absent || has(state, page, flag.isFree),
};

export const isMissing: Guard = {
  name: 'the page is missing',
  ofHead: leftOpen,
  looksAt: ['page'],
  ofPages: (state, page) => copyOf(state, page) === copy.absent,
};
