/** What a link does to a state: pages are taken for it, arrive over it, or are lost with it. */
import type { HostPage, Size } from './guard.ts';
import type { Link } from './link.ts';
import { contentOnLink, dropAll, dropFirst, pageOnLink } from './link.ts';
import type { State } from './state.ts';
import {
  at,
  flag,
  note,
  noteOf,
  phase,
  read,
  setCopy,
  setFlag,
  setNote,
  takeover,
} from './state.ts';

export function take(state: State, page: number, link: Link, size: Size): void {
  state[link.hand] = page + 1;
  setNote(state, page, note.none);
  if (size.hasSideLinks) keepBegun(state, page, link, size);
}

/** Notes that the link is in the middle of the page's host page, unless no part of it is still owed. */
function keepBegun(state: State, page: number, link: Link, { hostPageOf }: Size): void {
  const now = read(state, at.phase);
  const isPostcopy = now === phase.switched || now === phase.paused;
  // In precopy, pages are sent one by one; and nothing travels on a link that has dropped.
  if (!isPostcopy || read(state, link.up) === 0) return;
  const hostPage = hostPageOf[page] as HostPage;
  state[link.begun] = isAnyOwed(state, hostPage) ? hostPage.first + 1 : 0;
}

export function isAnyOwed(state: State, { first, end }: HostPage): boolean {
  for (let page = first; page < end; page++) if (noteOf(state, page) !== note.none) return true;
  return false;
}

export function deliver(state: State, link: Link, size: Size): void {
  const page = pageOnLink(state, link, 0, size);
  // Once the package has arrived, pages are gathered to be placed instead.
  const isPlaced = read(state, at.takeover) !== takeover.none;
  if (isPlaced) setFlag(state, page, flag.hasArrived, true);
  else setCopy(state, page, contentOnLink(state, link, 0, size));
  dropFirst(state, link, size);
}

/** Flags that a partly sent host page loses with its link: no part counts as arrived or doomed. */
const LOST = flag.hasArrived | flag.isDoomed;

/** Drops the link: its records are lost, and so are the arrived parts of a host page that it has begun. */
export function drop(state: State, link: Link, size: Size): void {
  const now = read(state, at.phase);
  if (now === phase.switched || now === phase.ended) state[at.phase] = phase.paused;
  state[link.up] = 0;
  dropAll(state, link, size);
  const begun = read(state, link.begun);
  if (begun === 0) return;
  // The rest may come over another link, and must not be mistaken for the whole host page.
  const { first, end } = size.hostPageOf[begun - 1] as HostPage;
  for (let page = first; page < end; page++) setFlag(state, page, LOST, false);
  state[link.begun] = 0;
}
