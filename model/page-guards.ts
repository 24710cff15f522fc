/** Guards that look at pages or at what is on the link: what is owed, missing, there, on its way. */
import type { Guard, HostPage } from './guard.ts';
import { at, copy, copyOf, flag, has, note, noteOf, phase, read, takeover } from './state.ts';

export const isStillOwed: Guard = {
  name: 'after the switch-over, the page is owed',
  looksAt: 'pages',
  holds: (state, page) =>
    read(state, at.phase) !== phase.switched || noteOf(state, page) === note.pending,
};

/** Nothing that was sent before the switch-over is still to come. */
export const olderHasArrived: Guard = {
  name: 'what was sent before the switch-over has arrived',
  looksAt: 'pages',
  holds: (state, _page, size) =>
    read(state, at.records) === 0 || read(state, at.pages + size.pages) === size.pages,
};

export const packageIsFirst: Guard = {
  name: 'the package is the next to arrive',
  looksAt: 'pages',
  holds: (state, _page, size) =>
    read(state, at.records) > 0 && read(state, at.pages + size.pages) === size.pages,
};

export const willBeSentAgain: Guard = {
  name: 'the page will be sent again',
  looksAt: 'pages',
  holds: (state, page) => {
    const now = read(state, at.phase);
    const isSwitching = now === phase.switching || now === phase.switched || now === phase.ended;
    const isAbsent = copyOf(state, page) === copy.absent;
    return has(state, page, flag.isDoomed) || (isSwitching && isAbsent);
  },
};

export const nothingIsDoomed: Guard = {
  name: 'the destination has forgotten whatever will be sent again',
  looksAt: 'pages',
  holds: (state, _page, { pages }) => {
    for (let page = 0; page < pages; page++) if (has(state, page, flag.isDoomed)) return false;
    return true;
  },
};

export const hostPageIsWhole: Guard = {
  name: 'all of the host page has arrived',
  looksAt: 'pages',
  holds: (state, page, { hostPageOf }) => {
    const { first, end } = hostPageOf[page] as HostPage;
    for (let part = first; part < end; part++) if (!has(state, part, flag.hasArrived)) return false;
    return true;
  },
};

export const isThere: Guard = {
  name: 'the page is there',
  looksAt: 'pages',
  holds: (state, page) => copyOf(state, page) !== copy.absent,
};

export const isMissing: Guard = {
  name: 'the page is missing',
  looksAt: 'pages',
  holds: (state, page) => copyOf(state, page) === copy.absent,
};

export const hasEverything: Guard = {
  name: 'the guest was stopped until the end, or runs on the destination and misses nothing',
  looksAt: 'pages',
  holds: (state, _page, { pages }) => {
    const now = read(state, at.phase);
    if (read(state, at.takeover) === takeover.none) return now === phase.completed;
    if (now === phase.landed) return false;
    for (let page = 0; page < pages; page++) if (copyOf(state, page) === copy.absent) return false;
    return read(state, at.takeover) === takeover.running;
  },
};

export const isFirstOnLink: Guard = {
  name: 'the page is the next to arrive',
  looksAt: 'pages',
  holds: (state, page, size) =>
    read(state, at.records) > 0 && read(state, at.pages + size.pages) === page,
};

export const nothingIsOwed: Guard = {
  name: 'nothing is owed for any page',
  looksAt: 'pages',
  holds: (state, _page, size) => {
    for (let page = 0; page < size.pages; page++)
      if (noteOf(state, page) !== note.none) return false;
    return true;
  },
};

/** For configurations in which a page that nobody asked for is not sent; otherwise it may always be. */
export const isWanted: Guard = {
  name: 'the page is owed',
  looksAt: 'pages',
  holds: (state, page) => noteOf(state, page) !== note.none,
};
