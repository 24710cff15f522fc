/**
 * What must be true of every state that the machine can reach. Each invariant first says for which
 * heads it is open whether it holds, so that it is looked into only there.
 */
import type { HostPage, Size } from './guard.ts';
import type { Invariant } from './invariant.ts';
import { never } from './invariant.ts';
import { contentOnLink, links, linksAreUp, mainLink, pageOnLink, recordsOf } from './link.ts';
import { preemptInvariants } from './preempt-invariants.ts';
import type { State } from './state.ts';
import { at, copy, copyOf, flag, has, note, noteOf, phase, read, takeover } from './state.ts';

export const invariants: readonly Invariant[] = [
  {
    name: 'a page whose newest copy is not current is owed, held by the sender or about to be logged',
    isOpen: (state) => isUnderWay(state) && read(state, at.linkUp) !== 0,
    holds: (state, size) => {
      for (let page = 0; page < size.pages; page++) if (!isCovered(state, page, size)) return false;
      return true;
    },
  },
  {
    name: 'after the last sync, what is owed is pending',
    isOpen: (state) => read(state, at.syncsAfterStop) !== 0,
    holds: (state, { pages }) => {
      for (let page = 0; page < pages; page++) {
        const owed = noteOf(state, page);
        if (owed !== note.none && owed !== note.pending) return false;
      }
      return true;
    },
  },
  {
    name: 'there is one sync after the guest was stopped, and no device writes then',
    isOpen: (state) =>
      read(state, at.phase) === phase.stopped &&
      (read(state, at.syncsAfterStop) > 1 || read(state, at.unlogged) !== 0),
    holds: never,
  },
  {
    name: 'when everything has been sent, the newest copy of every page is current',
    isOpen: (state) => read(state, at.phase) === phase.completed,
    holds: (state, size) => {
      for (let page = 0; page < size.pages; page++)
        if (!isNewestCurrent(state, page, size)) return false;
      return true;
    },
  },
  {
    name: 'the destination runs with the memory that the source had',
    isOpen: (state) => read(state, at.phase) === phase.landed,
    holds: (state, { pages }) => {
      for (let page = 0; page < pages; page++)
        if (!isCurrent(state, page, copyOf(state, page))) return false;
      return true;
    },
  },
  {
    name: 'the sender holds a page only while a migration is under way, and has read only what it holds',
    isOpen: (state) =>
      (!isUnderWay(state) && !isInPostcopy(state) && !isLate(state)) ||
      (read(state, at.firstHalf) !== 0 && read(state, at.hand) === 0),
    holds: never,
  },
  {
    name: 'the guest never runs on the source once it has run on the destination',
    isOpen: (state) =>
      read(state, at.takeover) !== takeover.none &&
      read(state, at.phase) !== phase.landed &&
      !isInPostcopy(state),
    holds: never,
  },
  {
    name: 'the link holds no more than there is room for',
    isOpen: (state, { recordsMax }) => read(state, at.records) > recordsMax,
    holds: never,
  },
  {
    name: 'once the destination takes over, each page is in exactly one place, or lost with a link',
    isOpen: (state) => read(state, at.takeover) !== takeover.none,
    holds: (state, size) => {
      const least = linksAreUp(state) ? 1 : 0;
      for (let page = 0; page < size.pages; page++) {
        const places = placesOf(state, page, size);
        if (places < least || places > 1) return false;
      }
      return true;
    },
  },
  {
    name: 'what the destination has is what the source had, or what the guest has made of it since',
    isOpen: (state) => read(state, at.takeover) !== takeover.none,
    holds: (state, { pages }) => {
      for (let page = 0; page < pages; page++) {
        const value = copyOf(state, page);
        const isRight = value === copy.absent || value === copy.current;
        if (!isRight && !has(state, page, flag.isOwn)) return false;
      }
      return true;
    },
  },
  {
    name: 'a host page is there as a whole or not at all',
    isOpen: (state) => read(state, at.takeover) !== takeover.none,
    holds: (state, { pages, hostPageOf }) => {
      for (let page = 0; page < pages; page++) {
        const { first } = hostPageOf[page] as HostPage;
        const isAbsent = copyOf(state, page) === copy.absent;
        if (isAbsent !== (copyOf(state, first) === copy.absent)) return false;
      }
      return true;
    },
  },
  {
    name: 'nobody waits for a page that is there, or writes one that is not',
    // Before, nobody may wait or write at all: that is the next one.
    isOpen: (state) => read(state, at.takeover) >= takeover.listening,
    holds: (state, { pages }) => {
      for (let page = 0; page < pages; page++) {
        const wrong = copyOf(state, page) === copy.absent ? flag.isOwn : flag.isAwaited;
        if (has(state, page, wrong)) return false;
      }
      return true;
    },
  },
  {
    name: 'the guest waits and writes only where it has been taken over',
    isOpen: (state) => read(state, at.takeover) !== takeover.running,
    holds: (state, size) => {
      const mayWait = read(state, at.takeover) === takeover.listening;
      return !isAnyMarked(state, mayWait ? flag.isOwn : flag.isOwn | flag.isAwaited, size);
    },
  },
  {
    name: 'a discarded page is never sent, and not owed once the guest is stopped',
    isOpen: (_state, { isDiscarded }) => isDiscarded.includes(true),
    holds: (state, size) => {
      for (let page = 0; page < size.pages; page++)
        if (size.isDiscarded[page] === true && !isLeftOut(state, page)) return false;
      return true;
    },
  },
  ...preemptInvariants,
];

/** Whether any page has one of these flags. */
function isAnyMarked(state: State, flags: number, { pages }: Size): boolean {
  let all = 0;
  for (let page = 0; page < pages; page++) all |= read(state, at.pages + page);
  return (all & flags) !== 0;
}

function isCovered(state: State, page: number, size: Size): boolean {
  return (
    noteOf(state, page) !== note.none ||
    isNewestCurrent(state, page, size) ||
    read(state, at.hand) === page + 1 ||
    read(state, at.unlogged) === page + 1
  );
}

/** The sender lets go of what it holds, or does not know yet that the link has dropped. */
function isLate(state: State): boolean {
  const hasLanded = read(state, at.phase) === phase.landed;
  return read(state, at.hand) === 0 || (hasLanded && read(state, at.linkUp) === 0);
}

/** From the switch-over until everything has arrived, or nothing more can. */
function isInPostcopy(state: State): boolean {
  const now = read(state, at.phase);
  return now === phase.switched || now === phase.ended || now === phase.paused;
}

function isUnderWay(state: State): boolean {
  const now = read(state, at.phase);
  return now === phase.active || now === phase.stopped || now === phase.switching;
}

/** The source has nothing to do with it. */
function isLeftOut(state: State, page: number): boolean {
  const isOwed = noteOf(state, page) !== note.none && read(state, at.phase) !== phase.active;
  const isThere = copyOf(state, page) !== copy.absent;
  const isHeld = links.some((link) => read(state, link.hand) === page + 1);
  return !isOwed && !isHeld && (!isThere || read(state, at.takeover) >= takeover.listening);
}

/** In how many of these a page is: owed, held, on a link, arrived, there, or needed by nobody. */
function placesOf(state: State, page: number, size: Size): number {
  const isThere = copyOf(state, page) !== copy.absent;
  let places = isThere || size.isDiscarded[page] === true ? 1 : 0;
  if (noteOf(state, page) !== note.none) places++;
  if (has(state, page, flag.hasArrived)) places++;
  for (const link of links) {
    places += recordsOf(state, page, link, size);
    // What is held for a link that has dropped is as good as lost.
    if (read(state, link.hand) === page + 1 && read(state, link.up) === 1) places++;
  }
  return places;
}

/** Whether the newest copy of the page, on its way or at the destination, is the source's content. */
function isNewestCurrent(state: State, page: number, size: Size): boolean {
  for (let record = read(state, mainLink.records) - 1; record >= 0; record--)
    if (pageOnLink(state, mainLink, record, size) === page)
      return isCurrent(state, page, contentOnLink(state, mainLink, record, size));
  return isCurrent(state, page, copyOf(state, page));
}

/** Fresh memory is zero, so a page that never arrived is right if it is to be zero. */
function isCurrent(state: State, page: number, value: number): boolean {
  return value === copy.current || (value === copy.absent && has(state, page, flag.isZero));
}
