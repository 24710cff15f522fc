/**
 * The invariants once the destination takes over: each page is in one place, host pages are present
 * only as a whole, and the guest waits for missing pages.
 */
import type { HostPage, Size } from '../../guard.ts';
import type { Invariant } from '../../invariant.ts';
import { links, linksAreUp, recordsOf } from '../../link.ts';
import type { State } from '../../state.ts';
import { at, copy, copyOf, flag, has, note, noteOf, phase, read, takeover } from '../../state.ts';

export const postcopyInvariants: readonly Invariant[] = [
  {
    name: 'once the destination takes over, each page is in exactly one place, or lost with a link',
    isOpen: (state) => read(state, at.takeover) !== takeover.none,
    isByHostPage: true,
    holds: (state, size) => {
      const mayBeLost = !linksAreUp(state) || read(state, at.phase) === phase.recovering;
      const least = mayBeLost ? 0 : 1;
      for (let page = 0; page < size.pages; page++) {
        const places = placesOf(state, page, size);
        const isNeeded = !has(state, page, flag.isFree);
        if ((places < least && isNeeded) || places > 1) return false;
      }
      return true;
    },
  },
  {
    name: 'each page on the destination holds what the source had, or what the guest has written since',
    isOpen: (state) => read(state, at.takeover) !== takeover.none,
    isByHostPage: true,
    holds: (state, { pages }) => {
      for (let page = 0; page < pages; page++) {
        const value = copyOf(state, page);
        const isRight = value === copy.absent || value === copy.current;
        if (!isRight && !has(state, page, flag.isOwn | flag.isFree)) return false;
      }
      return true;
    },
  },
  {
    name: 'a host page is present as a whole or not at all',
    isOpen: (state) => read(state, at.takeover) !== takeover.none,
    isByHostPage: true,
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
    name: 'nothing is placed before the destination listens',
    // Before the package, no page has arrived that could be placed.
    isOpen: (state) => read(state, at.takeover) === takeover.packaged,
    isByHostPage: true,
    holds: (state, size) => !isAnyMarked(state, flag.isEarly, size),
  },
  {
    name: 'no thread waits for a page that is present or writes a page that is missing',
    // Before the destination listens, nothing may wait or write at all, as the next invariant says.
    isOpen: (state) => read(state, at.takeover) >= takeover.listening,
    isByHostPage: true,
    holds: (state, { pages }) => {
      for (let page = 0; page < pages; page++) {
        const wrong = copyOf(state, page) === copy.absent ? flag.isOwn : flag.isAwaited;
        if (has(state, page, wrong)) return false;
      }
      return true;
    },
  },
  {
    name: 'on the destination no thread waits before it listens, and the guest writes only once it runs there',
    isOpen: (state) => read(state, at.takeover) !== takeover.running,
    isByHostPage: true,
    holds: (state, size) => {
      const mayWait = read(state, at.takeover) === takeover.listening;
      return !isAnyMarked(state, mayWait ? flag.isOwn : flag.isOwn | flag.isAwaited, size);
    },
  },
];

/** Whether any page has one of these flags. */
function isAnyMarked(state: State, flags: number, { pages }: Size): boolean {
  let all = 0;
  for (let page = 0; page < pages; page++) all |= read(state, at.pages + page);
  return (all & flags) !== 0;
}

/** How many of these hold for a page: owed, held, on a link (per record), arrived, present or discarded. */
function placesOf(state: State, page: number, size: Size): number {
  const isThere = copyOf(state, page) !== copy.absent;
  let places = isThere || size.isDiscarded[page] === true ? 1 : 0;
  if (noteOf(state, page) !== note.none) places++;
  if (has(state, page, flag.hasArrived)) places++;
  for (const link of links) {
    places += recordsOf(state, page, link, size);
    // A page that is held for a link that has dropped is as good as lost.
    if (read(state, link.hand) === page + 1 && read(state, link.up) === 1) places++;
  }
  return places;
}
