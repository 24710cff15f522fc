/**
 * Guards that two links make necessary: a host page travels on one link, and each link carries one host
 * page after another. The destination gathers the parts of a host page for each link separately, so a
 * host page split between the links would never be complete.
 */
import type { Guard, HostPage, Size } from '../../guard.ts';
import { ofHead } from '../../guard.ts';
import type { Link } from '../../link.ts';
import { mainLink, pageOnLink, preemptLink } from '../../link.ts';
import type { State } from '../../state.ts';
import { at, flag, has, read, takeover } from '../../state.ts';

export const mainLinkIsFree: Guard = ofHead({
  name: 'the main link is not in the middle of another host page',
  holds: (state, page, size) => isFree(state, page, mainLink, size),
});

export const preemptLinkIsFree: Guard = ofHead({
  name: 'the preempt link is not in the middle of another host page',
  holds: (state, page, size) => isFree(state, page, preemptLink, size),
});

export const isNotBegunOnMain: Guard = ofHead({
  name: 'the main link is not in the middle of its host page',
  holds: (state, page, size) => !isBegun(state, page, mainLink, size),
});

export const isNotBegunUrgently: Guard = ofHead({
  name: 'the preempt link is not in the middle of its host page',
  holds: (state, page, size) => !isBegun(state, page, preemptLink, size),
});

export const urgentHandIsEmpty: Guard = ofHead({
  name: 'no page is held for the preempt link',
  holds: (state) => read(state, preemptLink.hand) === 0,
});

export const urgentHandHolds: Guard = ofHead({
  name: 'the page is held for the preempt link',
  holds: (state, page) => read(state, preemptLink.hand) === page + 1,
});

export const preemptLinkHasRoom: Guard = ofHead({
  name: 'there is room on the preempt link',
  holds: (state, _page, { records }) => read(state, preemptLink.records) < records.preempt,
});

export const isFirstOnPreemptLink: Guard = {
  name: 'the page is the next to arrive over the preempt link',
  ofHead: (state) => (read(state, preemptLink.records) === 0 ? false : undefined),
  looksAt: ['first records'],
  ofPages: (state, page, size) => pageOnLink(state, preemptLink, 0, size) === page,
};

/** The destination closes the preempt link once no fault waits there any more. */
export const isAwaited: Guard = {
  name: 'a thread on the destination waits for the page',
  ofHead: (state) => (read(state, at.takeover) < takeover.listening ? false : undefined),
  looksAt: ['page'],
  ofPages: (state, page) => has(state, page, flag.isAwaited),
};

function isBegun(state: State, page: number, link: Link, { hostPageOf }: Size): boolean {
  return read(state, link.begun) === (hostPageOf[page] as HostPage).first + 1;
}

function isFree(state: State, page: number, link: Link, size: Size): boolean {
  return read(state, link.begun) === 0 || isBegun(state, page, link, size);
}
