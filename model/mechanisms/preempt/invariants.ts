/** The invariants of two links that carry host pages side by side. */
import type { HostPage, Size } from '../../guard.ts';
import type { Invariant } from '../../invariant.ts';
import { never } from '../../invariant.ts';
import type { Link } from '../../link.ts';
import { links, linksAreUp, mainLink, pageOnLink, preemptLink } from '../../link.ts';
import type { State } from '../../state.ts';
import { at, flag, has, phase, read } from '../../state.ts';
import { isAnyOwed } from '../../transfer.ts';

export const preemptInvariants: readonly Invariant[] = [
  {
    name: 'a page is held for the preempt link only in postcopy, until everything has been sent',
    isOpen: (state) => {
      const now = read(state, at.phase);
      const isSending = now === phase.switched || now === phase.paused;
      return read(state, preemptLink.hand) !== 0 && !isSending;
    },
    isByHostPage: true,
    holds: never,
  },
  {
    name: 'the preempt link never holds more records than it has room for',
    isOpen: (state, { records }) => read(state, preemptLink.records) > records.preempt,
    isByHostPage: true,
    holds: never,
  },
  {
    name: 'a thread waits for each page that goes over the preempt link',
    isOpen: isPreemptLinkInUse,
    isByHostPage: false,
    holds: (state, size) =>
      pagesOf(state, preemptLink, size).every((page) => has(state, page, flag.isAwaited)),
  },
  {
    name: 'a host page travels on one link',
    isOpen: (state) => isPreemptLinkInUse(state) && linksAreUp(state),
    isByHostPage: false,
    holds: (state, size) => {
      const urgent = pagesOf(state, preemptLink, size).map((page) => size.hostPageOf[page]);
      return pagesOf(state, mainLink, size).every(
        (page) => !urgent.includes(size.hostPageOf[page]),
      );
    },
  },
  {
    name: 'on each link the parts of a host page follow one another without a gap',
    isOpen: (state, { hasSideLinks }) => {
      const now = read(state, at.phase);
      const isPostcopy = now === phase.switched || now === phase.ended || now === phase.paused;
      return isPostcopy && hasSideLinks;
    },
    isByHostPage: false,
    holds: (state, size) => links.every((link) => isPure(state, link, size)),
  },
];

function isPreemptLinkInUse(state: State): boolean {
  return read(state, preemptLink.hand) !== 0 || read(state, preemptLink.records) !== 0;
}

/** The pages sent on the link since the switchover, then the page held for it. */
function pagesOf(state: State, link: Link, size: Size): readonly number[] {
  if (read(state, link.up) === 0) return [];
  const pages: number[] = [];
  for (let record = read(state, link.records) - 1; record >= 0; record--) {
    const page = pageOnLink(state, link, record, size);
    // The package: the records before it were sent in precopy.
    if (page === size.pages) break;
    pages.unshift(page);
  }
  const held = read(state, link.hand) - 1;
  return held < 0 ? pages : [...pages, held];
}

/** Whether each host page has been taken completely before another follows it on the link. */
function isPure(state: State, link: Link, size: Size): boolean {
  const hostPages = pagesOf(state, link, size).map((page) => size.hostPageOf[page] as HostPage);
  return hostPages.every((hostPage, index) => {
    const next = hostPages[index + 1];
    return next === undefined || next === hostPage || !isAnyOwed(state, hostPage);
  });
}
