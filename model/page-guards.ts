/** Guards that look at pages or at what is on the link: what is owed, missing, there, on its way. */
import type { Guard, HostPage } from './guard.ts';
import { mainLink, pageOnLink } from './link.ts';
import { at, copy, copyOf, flag, has, note, noteOf, phase, read, takeover } from './state.ts';

/** The head says nothing of it. */
const open = (): undefined => undefined;

export const isStillOwed: Guard = {
  name: 'after the switch-over, the page is owed',
  ofHead: (state) => {
    const now = read(state, at.phase);
    const isPostcopy = now === phase.switched || now === phase.paused;
    // What is sent on a link that has dropped does no harm.
    return !isPostcopy || read(state, at.linkUp) === 0 || undefined;
  },
  ofPages: (state, page) => noteOf(state, page) === note.pending,
};
/** Before the switch-over, a page that nobody asked for may be sent as well if the configuration says so. */
export const isWanted: Guard = {
  name: 'the page is owed',
  ofHead: open,
  ofPages: (state, page) => noteOf(state, page) !== note.none,
};
/** Nothing that was sent before the switch-over is still to come. */
export const olderHasArrived: Guard = {
  name: 'what was sent before the switch-over has arrived',
  ofHead: (state) => read(state, at.records) === 0 || undefined,
  ofPages: (state, _page, size) => pageOnLink(state, mainLink, 0, size) === size.pages,
};
export const packageIsFirst: Guard = {
  name: 'the package is the next to arrive',
  ofHead: (state) => (read(state, at.records) === 0 ? false : undefined),
  ofPages: (state, _page, size) => pageOnLink(state, mainLink, 0, size) === size.pages,
};
export const isFirstOnLink: Guard = {
  name: 'the page is the next to arrive',
  ofHead: (state) => (read(state, at.records) === 0 ? false : undefined),
  ofPages: (state, page, size) => pageOnLink(state, mainLink, 0, size) === page,
};
export const willBeSentAgain: Guard = {
  name: 'the page will be sent again',
  ofHead: open,
  ofPages: (state, page) => {
    const now = read(state, at.phase);
    const isLate = now === phase.paused && read(state, at.linkUp) === 1;
    const isSwitching =
      now === phase.switching || now === phase.switched || now === phase.ended || isLate;
    const isAbsent = copyOf(state, page) === copy.absent;
    return has(state, page, flag.isDoomed) || (isSwitching && isAbsent);
  },
};
export const nothingIsDoomed: Guard = {
  name: 'the destination has forgotten whatever will be sent again',
  ofHead: open,
  ofPages: (state, _page, { pages }) => {
    for (let page = 0; page < pages; page++) if (has(state, page, flag.isDoomed)) return false;
    return true;
  },
};
export const hostPageIsWhole: Guard = {
  name: 'all of the host page has arrived',
  ofHead: open,
  ofPages: (state, page, { hostPageOf }) => {
    const { first, end } = hostPageOf[page] as HostPage;
    for (let part = first; part < end; part++) if (!has(state, part, flag.hasArrived)) return false;
    return true;
  },
};
export const isThere: Guard = {
  name: 'the page is there',
  ofHead: open,
  ofPages: (state, page) => copyOf(state, page) !== copy.absent,
};
export const isMissing: Guard = {
  name: 'the page is missing',
  ofHead: open,
  ofPages: (state, page) => copyOf(state, page) === copy.absent,
};
export const hasEverything: Guard = {
  name: 'the guest was stopped until the end, or runs on the destination and misses nothing',
  ofHead: (state) => {
    const now = read(state, at.phase);
    if (read(state, at.takeover) === takeover.none) return now === phase.completed;
    const isRunning = now !== phase.landed && read(state, at.takeover) === takeover.running;
    return isRunning ? undefined : false;
  },
  ofPages: (state, _page, { pages, isDiscarded }) => {
    for (let page = 0; page < pages; page++)
      if (copyOf(state, page) === copy.absent && isDiscarded[page] !== true) return false;
    return true;
  },
};
export const nothingIsOwed: Guard = {
  name: 'nothing is owed for any page',
  ofHead: open,
  ofPages: (state, _page, { pages }) => {
    for (let page = 0; page < pages; page++) if (noteOf(state, page) !== note.none) return false;
    return true;
  },
};
