/**
 * What postcopy does to a state. The source owes whole host pages from the switch-over on; the
 * destination forgets them, takes over, and gets each of them once, as a whole.
 */
import type { HostPage } from './guards.ts';
import type { State } from './state.ts';
import {
  at,
  copy,
  copyOf,
  flag,
  note,
  noteOf,
  phase,
  read,
  RECORD_SIZE,
  setCopy,
  setFlag,
  setNote,
  takeover,
} from './state.ts';

/** What is owed is from here on owed by whole host pages, and the destination is to forget it. */
export function oweHostPages(state: State, hostPageOf: readonly HostPage[]): void {
  for (const hostPage of new Set(hostPageOf))
    if (isAnyOwed(state, hostPage.first, hostPage.end)) oweHostPage(state, hostPage);
  state[at.phase] = phase.switching;
}

/** A source may owe more than it must: a page that was logged and sent since, say. */
export function oweHostPage(state: State, { first, end }: HostPage): void {
  const isLinkEmpty = read(state, at.records) === 0;
  for (let page = first; page < end; page++) {
    setNote(state, page, note.pending);
    // With an empty link, what is absent stays absent: there is nothing left to forget.
    const isForgotten = isLinkEmpty && copyOf(state, page) === copy.absent;
    setFlag(state, page, flag.isDoomed, !isForgotten);
  }
}

/** @returns whether any of the pages `[first, end)` is owed */
function isAnyOwed(state: State, first: number, end: number): boolean {
  for (let page = first; page < end; page++) if (noteOf(state, page) !== note.none) return true;
  return false;
}

/** The destination may take over from here on; everything that it needs to do so is on the link. */
export function switchOver(state: State, pages: number): void {
  const records = read(state, at.records);
  const where = at.pages + pages + records * RECORD_SIZE;
  state[where] = pages;
  state[where + 1] = 0;
  state[at.records] = records + 1;
  state[at.phase] = phase.switched;
}

export function discard(state: State, page: number): void {
  setCopy(state, page, copy.absent);
  setFlag(state, page, flag.isDoomed, false);
}

/** All target pages of the host page appear at once, and nobody waits for it any more. */
export function place(state: State, { first, end }: HostPage): void {
  for (let page = first; page < end; page++) {
    setFlag(state, page, flag.hasArrived, false);
    setFlag(state, page, flag.isAwaited, false);
    setCopy(state, page, copy.current);
  }
}

/** Whether pages that arrive are gathered for placing, and no longer written where they belong. */
export function isPlacing(state: State): boolean {
  return read(state, at.takeover) !== takeover.none;
}
