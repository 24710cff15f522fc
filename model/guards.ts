/**
 * When each action may happen: the claim that the model makes. Every guard is here because a
 * migration without it goes wrong; leave one out and an invariant breaks (a test does so for each).
 */
import type { ActionKind } from './action.ts';
import type { State } from './state.ts';
import { at, copy, copyOf, flag, has, note, noteOf, phase, read, takeover } from './state.ts';

export interface Guard {
  readonly name: string;
  readonly holds: (state: State, page: number, size: Size) => boolean;
}

/** What a guard needs to know of the configuration. */
export interface Size {
  readonly pages: number;
  readonly recordsMax: number;
  readonly splitReads: boolean;
  /** The host page of each page. */
  readonly hostPageOf: readonly HostPage[];
}

/** Pages `[first, end)`: what the destination can forget and place only as a whole. */
export interface HostPage {
  readonly first: number;
  readonly end: number;
}

/** Waiting and placing are for whole host pages, named by their first page. */
export function isForPage(kind: ActionKind, page: number, { hostPageOf }: Size): boolean {
  const isForHostPage = kind === 'owe-more' || kind === 'wait' || kind === 'place';
  return !isForHostPage || hostPageOf[page]?.first === page;
}

const isIdle: Guard = {
  name: 'no migration is under way',
  holds: (state) => read(state, at.phase) === phase.idle,
};
const isActive: Guard = {
  name: 'the guest runs and is being migrated',
  holds: (state) => read(state, at.phase) === phase.active,
};
const isUnderWay: Guard = {
  name: 'a migration is under way that is not complete',
  holds: (state) => {
    const now = read(state, at.phase);
    return now === phase.active || now === phase.stopped || now === phase.switching;
  },
};
const isSending: Guard = {
  name: 'pages are being sent',
  holds: (state) => {
    const now = read(state, at.phase);
    // Whoever sends may notice late that the link has dropped.
    const isLate = now === phase.paused;
    return now === phase.active || now === phase.stopped || now === phase.switched || isLate;
  },
};
const isFinishing: Guard = {
  name: 'the guest is stopped on the source and the rest is being sent',
  holds: (state) =>
    read(state, at.phase) === phase.stopped || read(state, at.phase) === phase.switched,
};
const canLoseLink: Guard = {
  name: 'something that has not been sent or has not arrived can still be lost',
  holds: (state) => {
    const now = read(state, at.phase);
    return (
      now === phase.active ||
      now === phase.stopped ||
      now === phase.switching ||
      now === phase.switched ||
      now === phase.ended
    );
  },
};
const isStillOwed: Guard = {
  name: 'after the switch-over, the page is owed',
  holds: (state, page) =>
    read(state, at.phase) !== phase.switched || noteOf(state, page) === note.pending,
};
const isLastSyncDone: Guard = {
  name: 'the guest is stopped, and a sync has run since',
  holds: (state) => read(state, at.phase) === phase.stopped && read(state, at.syncsAfterStop) === 1,
};
const isSwitching: Guard = {
  name: 'what is owed is owed by whole host pages',
  holds: (state) => read(state, at.phase) === phase.switching,
};
const hasNotTakenOver: Guard = {
  name: 'the destination has not begun to take over',
  holds: (state) => read(state, at.takeover) === takeover.none,
};
const hasPackage: Guard = {
  name: 'the destination has what it needs to take over',
  holds: (state) => read(state, at.takeover) === takeover.packaged,
};
const isListening: Guard = {
  name: 'the destination listens',
  holds: (state) => read(state, at.takeover) === takeover.listening,
};
const canPlace: Guard = {
  name: 'the destination places what comes',
  holds: (state) => read(state, at.takeover) >= takeover.listening,
};
const runsOnDestination: Guard = {
  name: 'the guest runs on the destination',
  holds: (state) => read(state, at.takeover) === takeover.running,
};
/** Nothing that was sent before the switch-over is still to come. */
const olderHasArrived: Guard = {
  name: 'what was sent before the switch-over has arrived',
  holds: (state, _page, size) =>
    read(state, at.records) === 0 || read(state, at.pages + size.pages) === size.pages,
};
const packageIsFirst: Guard = {
  name: 'the package is the next to arrive',
  holds: (state, _page, size) =>
    read(state, at.records) > 0 && read(state, at.pages + size.pages) === size.pages,
};
const willBeSentAgain: Guard = {
  name: 'the page will be sent again',
  holds: (state, page) => {
    const now = read(state, at.phase);
    const isSwitching = now === phase.switching || now === phase.switched || now === phase.ended;
    const isAbsent = copyOf(state, page) === copy.absent;
    return has(state, page, flag.isDoomed) || (isSwitching && isAbsent);
  },
};
const nothingIsDoomed: Guard = {
  name: 'the destination has forgotten whatever will be sent again',
  holds: (state, _page, { pages }) => {
    for (let page = 0; page < pages; page++) if (has(state, page, flag.isDoomed)) return false;
    return true;
  },
};
const hostPageIsWhole: Guard = {
  name: 'all of the host page has arrived',
  holds: (state, page, { hostPageOf }) => {
    const { first, end } = hostPageOf[page] as HostPage;
    for (let part = first; part < end; part++) if (!has(state, part, flag.hasArrived)) return false;
    return true;
  },
};
const isThere: Guard = {
  name: 'the page is there',
  holds: (state, page) => copyOf(state, page) !== copy.absent,
};
const isMissing: Guard = {
  name: 'the page is missing',
  holds: (state, page) => copyOf(state, page) === copy.absent,
};
const hasEverything: Guard = {
  name: 'the guest was stopped until the end, or runs on the destination and misses nothing',
  holds: (state, _page, { pages }) => {
    const now = read(state, at.phase);
    if (read(state, at.takeover) === takeover.none) return now === phase.completed;
    if (now === phase.landed) return false;
    for (let page = 0; page < pages; page++) if (copyOf(state, page) === copy.absent) return false;
    return read(state, at.takeover) === takeover.running;
  },
};
const guestRunsOnSource: Guard = {
  name: 'the guest runs on the source',
  holds: (state) => read(state, at.phase) <= phase.active,
};
const isBeforeLastSync: Guard = {
  name: 'the guest is being migrated, and no sync has run since it was stopped',
  holds: (state) =>
    read(state, at.phase) === phase.active ||
    (read(state, at.phase) === phase.stopped && read(state, at.syncsAfterStop) === 0),
};
const deviceHasLogged: Guard = {
  name: 'no device is between store and log',
  holds: (state) => read(state, at.unlogged) === 0,
};
const deviceOwesLog: Guard = {
  name: 'the device has stored to the page and not logged it',
  holds: (state, page) => read(state, at.unlogged) === page + 1,
};
const handIsEmpty: Guard = {
  name: 'the sender holds no page',
  holds: (state) => read(state, at.hand) === 0,
};
const handHoldsUnread: Guard = {
  name: 'the sender holds the page and has read nothing of it',
  holds: (state, page) => read(state, at.hand) === page + 1 && read(state, at.firstHalf) === 0,
};
const handHoldsRead: Guard = {
  name: 'the sender holds the page and has read its first half',
  holds: (state, page, size) =>
    read(state, at.hand) === page + 1 && (read(state, at.firstHalf) !== 0) === size.splitReads,
};
const linkHasRoom: Guard = {
  name: 'there is room on the link',
  holds: (state, _page, size) => size.recordsMax === 0 || read(state, at.records) < size.recordsMax,
};
const isFirstOnLink: Guard = {
  name: 'the page is the next to arrive',
  holds: (state, page, size) =>
    read(state, at.records) > 0 && read(state, at.pages + size.pages) === page,
};
const linkIsEmpty: Guard = {
  name: 'nothing is on its way',
  holds: (state) => read(state, at.records) === 0,
};
const linkIsUp: Guard = {
  name: 'the link is up',
  holds: (state) => read(state, at.linkUp) === 1,
};
const nothingIsOwed: Guard = {
  name: 'nothing is owed for any page',
  holds: (state, _page, size) => {
    for (let page = 0; page < size.pages; page++)
      if (noteOf(state, page) !== note.none) return false;
    return true;
  },
};

/** All of them must hold. */
export const guards: Readonly<Record<ActionKind, readonly Guard[]>> = {
  begin: [isIdle],
  write: [guestRunsOnSource],
  'write-zero': [guestRunsOnSource],
  'device-write': [guestRunsOnSource, deviceHasLogged],
  'device-write-zero': [guestRunsOnSource, deviceHasLogged],
  'device-log': [deviceOwesLog],
  'background-sync': [isActive],
  'iteration-sync': [isBeforeLastSync],
  take: [isSending, handIsEmpty, isStillOwed],
  'read-half': [handHoldsUnread],
  send: [handHoldsRead, linkHasRoom],
  deliver: [isFirstOnLink],
  stop: [isActive, deviceHasLogged],
  complete: [isFinishing, handIsEmpty, nothingIsOwed, linkIsUp],
  land: [linkIsEmpty, hasEverything],
  cut: [canLoseLink],
  abort: [isUnderWay, handIsEmpty],
  'owe-host-pages': [isLastSyncDone, handIsEmpty],
  'owe-more': [isSwitching],
  switch: [isSwitching, linkIsUp, linkHasRoom],
  discard: [hasNotTakenOver, olderHasArrived, willBeSentAgain],
  'receive-package': [packageIsFirst, nothingIsDoomed],
  listen: [hasPackage],
  run: [isListening],
  wait: [canPlace, isMissing],
  place: [canPlace, hostPageIsWhole],
  'own-write': [runsOnDestination, isThere],
};
