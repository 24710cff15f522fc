/**
 * The guards of precopy: what the migration is doing, what the sender holds, whether there is a link and
 * room on it, and whether anything is still owed or missing.
 */
import type { Guard } from '../../guard.ts';
import { leftOpen, ofHead } from '../../guard.ts';
import { mainLink, pageOnLink } from '../../link.ts';
import { at, copy, copyOf, note, noteOf, phase, read, takeover } from '../../state.ts';

export const isIdle: Guard = ofHead({
  name: 'no migration is under way',
  holds: (state) => read(state, at.phase) === phase.idle,
});

export const isActive: Guard = ofHead({
  name: 'the guest runs and is being migrated',
  holds: (state) => read(state, at.phase) === phase.active,
});

export const isUnderWay: Guard = ofHead({
  name: 'a migration is under way that is not complete',
  holds: (state) => {
    const now = read(state, at.phase);
    return now === phase.active || now === phase.stopped || now === phase.switching;
  },
});

export const isSending: Guard = ofHead({
  name: 'pages are being sent',
  holds: (state) => {
    const now = read(state, at.phase);
    // The sender may be late to notice that the link has dropped.
    const isLate = now === phase.paused;
    return now === phase.active || now === phase.stopped || now === phase.switched || isLate;
  },
});

export const isFinishing: Guard = ofHead({
  name: 'the guest is stopped on the source and the rest is being sent',
  holds: (state) => {
    const now = read(state, at.phase);
    // The other link may have dropped, and the sender on this one has not noticed.
    const isLate = now === phase.paused;
    return now === phase.stopped || now === phase.switched || isLate;
  },
});

export const canLoseLink: Guard = ofHead({
  name: 'pages that have not been sent or have not arrived can still be lost',
  holds: (state) => {
    const now = read(state, at.phase);
    return (
      now === phase.active ||
      now === phase.stopped ||
      now === phase.switching ||
      now === phase.switched ||
      now === phase.ended ||
      ((now === phase.paused || now === phase.recovering) && read(state, mainLink.up) === 1)
    );
  },
});

export const isComplete: Guard = ofHead({
  name: 'everything was sent while the guest was stopped, or the destination has everything',
  holds: (state) => {
    const now = read(state, at.phase);
    return now === phase.completed || now === phase.landed;
  },
});

export const guestRunsOnSource: Guard = ofHead({
  name: 'the guest runs on the source',
  holds: (state) => read(state, at.phase) <= phase.active,
});

export const isBeforeLastSync: Guard = ofHead({
  name: 'the guest is being migrated, and no sync has run since it was stopped',
  holds: (state) =>
    read(state, at.phase) === phase.active ||
    (read(state, at.phase) === phase.stopped && read(state, at.syncsAfterStop) === 0),
});

export const deviceHasLogged: Guard = ofHead({
  name: 'no device is between store and log',
  holds: (state) => read(state, at.unlogged) === 0,
});

export const deviceOwesLog: Guard = ofHead({
  name: 'the device has stored to the page and not logged it',
  holds: (state, page) => read(state, at.unlogged) === page + 1,
});

export const handIsEmpty: Guard = ofHead({
  name: 'the sender holds no page',
  holds: (state) => read(state, mainLink.hand) === 0,
});

export const handHoldsUnread: Guard = ofHead({
  name: 'the sender holds the page and has read nothing of it',
  holds: (state, page) =>
    read(state, mainLink.hand) === page + 1 && read(state, at.firstHalf) === 0,
});

export const handHoldsRead: Guard = ofHead({
  name: 'the sender holds the page and has read its first half',
  holds: (state, page, size) =>
    read(state, mainLink.hand) === page + 1 &&
    (read(state, at.firstHalf) !== 0) === size.splitReads,
});

export const linkHasRoom: Guard = ofHead({
  name: 'there is room on the link',
  holds: (state, _page, size) =>
    size.records.main === 0 || read(state, mainLink.records) < size.records.main,
});

export const linkIsEmpty: Guard = ofHead({
  name: 'nothing is on its way',
  holds: (state) => read(state, mainLink.records) === 0,
});

export const linkIsUp: Guard = ofHead({
  name: 'the link is up',
  holds: (state) => read(state, mainLink.up) === 1,
});

export const isFirstOnLink: Guard = {
  name: 'the page is the next to arrive',
  ofHead: (state) => (read(state, mainLink.records) === 0 ? false : undefined),
  looksAt: ['first records'],
  ofPages: (state, page, size) => pageOnLink(state, mainLink, 0, size) === page,
};

/** Before the switchover, a page that is not owed may be sent as well if the configuration says so. */
export const isWanted: Guard = {
  name: 'the page is owed',
  ofHead: leftOpen,
  looksAt: ['page'],
  ofPages: (state, page) => noteOf(state, page) !== note.none,
};

export const nothingIsOwed: Guard = {
  name: 'nothing is owed for any page',
  ofHead: leftOpen,
  looksAt: ['pages'],
  ofPages: (state, _page, { pages }) => {
    for (let page = 0; page < pages; page++) if (noteOf(state, page) !== note.none) return false;
    return true;
  },
};

export const hasEverything: Guard = {
  name: 'everything was sent while the guest was stopped, or the guest runs on the destination and misses no page',
  ofHead: (state) => {
    const now = read(state, at.phase);
    if (read(state, at.takeover) === takeover.none) return now === phase.completed;
    const isRunning = now !== phase.landed && read(state, at.takeover) === takeover.running;
    return isRunning ? undefined : false;
  },
  looksAt: ['pages'],
  ofPages: (state, _page, { pages, isDiscarded }) => {
    for (let page = 0; page < pages; page++)
      if (copyOf(state, page) === copy.absent && isDiscarded[page] !== true) return false;
    return true;
  },
};
