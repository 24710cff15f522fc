/**
 * The invariants of every migration: no page is lost, what has been sent is what the source has, and the
 * guest runs in one place.
 */
import type { Size } from '../../guard.ts';
import type { Invariant } from '../../invariant.ts';
import { never } from '../../invariant.ts';
import { contentOnLink, mainLink, pageOnLink } from '../../link.ts';
import type { State } from '../../state.ts';
import { at, copy, copyOf, flag, has, note, noteOf, phase, read, takeover } from '../../state.ts';

export const coreInvariants: readonly Invariant[] = [
  {
    name: 'a page whose newest copy is not current is owed, held by the sender or about to be logged',
    isOpen: (state) => isUnderWay(state) && read(state, mainLink.up) !== 0,
    isByHostPage: true,
    holds: (state, size) => {
      for (let page = 0; page < size.pages; page++) if (!isCovered(state, page, size)) return false;
      return true;
    },
  },
  {
    name: 'after the last sync, every owed page is pending',
    isOpen: (state) => read(state, at.syncsAfterStop) !== 0,
    isByHostPage: true,
    holds: (state, { pages }) => {
      for (let page = 0; page < pages; page++) {
        const owed = noteOf(state, page);
        if (owed !== note.none && owed !== note.pending) return false;
      }
      return true;
    },
  },
  {
    name: 'at most one sync runs after the guest was stopped, and no device write is unlogged then',
    isOpen: (state) =>
      read(state, at.phase) === phase.stopped &&
      (read(state, at.syncsAfterStop) > 1 || read(state, at.unlogged) !== 0),
    isByHostPage: true,
    holds: never,
  },
  {
    name: 'when everything has been sent, the newest copy of every page is current',
    isOpen: (state) => read(state, at.phase) === phase.completed,
    isByHostPage: true,
    holds: (state, size) => {
      for (let page = 0; page < size.pages; page++)
        if (!has(state, page, flag.isFree) && !isNewestCurrent(state, page, size)) return false;
      return true;
    },
  },
  {
    name: 'the destination runs with the memory that the source had',
    isOpen: (state) => read(state, at.phase) === phase.landed,
    isByHostPage: true,
    holds: (state, { pages }) => {
      for (let page = 0; page < pages; page++)
        if (!has(state, page, flag.isFree) && !isCurrent(state, page, copyOf(state, page)))
          return false;
      return true;
    },
  },
  {
    name: 'the sender holds a page only while a migration is under way, and reads only a page that it holds',
    isOpen: (state) =>
      (!isUnderWay(state) && !isInPostcopy(state) && !isLate(state)) ||
      (read(state, at.firstHalf) !== 0 && read(state, mainLink.hand) === 0),
    isByHostPage: true,
    holds: never,
  },
  {
    name: 'the guest never runs on the source once it has run on the destination',
    isOpen: (state) =>
      read(state, at.takeover) !== takeover.none &&
      read(state, at.phase) !== phase.landed &&
      !isInPostcopy(state),
    isByHostPage: true,
    holds: never,
  },
  {
    name: 'the link never holds more records than it has room for',
    isOpen: (state, { records }) => read(state, mainLink.records) > records.main,
    isByHostPage: true,
    holds: never,
  },
];

function isCovered(state: State, page: number, size: Size): boolean {
  return (
    has(state, page, flag.isFree) ||
    noteOf(state, page) !== note.none ||
    isNewestCurrent(state, page, size) ||
    read(state, mainLink.hand) === page + 1 ||
    read(state, at.unlogged) === page + 1
  );
}

/** Whether the sender holds nothing, or does not know yet that the link has dropped. */
function isLate(state: State): boolean {
  const hasLanded = read(state, at.phase) === phase.landed;
  return read(state, mainLink.hand) === 0 || (hasLanded && read(state, mainLink.up) === 0);
}

/** Whether the switchover has happened but not everything has arrived, even if it never can. */
function isInPostcopy(state: State): boolean {
  const now = read(state, at.phase);
  return (
    now === phase.switched ||
    now === phase.ended ||
    now === phase.paused ||
    now === phase.recovering
  );
}

function isUnderWay(state: State): boolean {
  const now = read(state, at.phase);
  return now === phase.active || now === phase.stopped || now === phase.switching;
}

/** Whether the newest copy of the page, on its way or at the destination, is the source's content. */
function isNewestCurrent(state: State, page: number, size: Size): boolean {
  for (let record = read(state, mainLink.records) - 1; record >= 0; record--)
    if (pageOnLink(state, mainLink, record, size) === page)
      return isCurrent(state, page, contentOnLink(state, mainLink, record, size));
  return isCurrent(state, page, copyOf(state, page));
}

/** Fresh memory is zero, so a page that never arrived is correct if its content is zero. */
function isCurrent(state: State, page: number, value: number): boolean {
  return value === copy.current || (value === copy.absent && has(state, page, flag.isZero));
}
