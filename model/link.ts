/**
 * The two links between source and destination, and the records on each, in the order in which they
 * were sent. The main link carries the package too. The preempt link carries, in postcopy, pages
 * that somebody on the destination waits for; a configuration may be without it.
 */
import type { Size } from './guard.ts';
import type { State } from './state.ts';
import { at, read, RECORD_SIZE } from './state.ts';

/** Where a state has what it says of a link. */
export interface Link {
  readonly up: number;
  /** What is held to be sent on it. */
  readonly hand: number;
  /** What it is in the middle of. */
  readonly begun: number;
  /** How many records are on it. */
  readonly records: number;
  /** Its first record. */
  readonly first: (size: Size) => number;
}

export const mainLink: Link = {
  up: at.linkUp,
  hand: at.hand,
  begun: at.begun,
  records: at.records,
  first: ({ pages }) => at.pages + pages,
};

export const preemptLink: Link = {
  up: at.urgentLinkUp,
  hand: at.urgentHand,
  begun: at.urgentBegun,
  records: at.urgentRecords,
  first: ({ pages, recordsMax }) => at.pages + pages + recordsMax * RECORD_SIZE,
};

export const links: readonly Link[] = [mainLink, preemptLink];

/** Whether whatever is sent can arrive. */
export function linksAreUp(state: State): boolean {
  return read(state, at.linkUp) === 1 && read(state, at.urgentLinkUp) === 1;
}

/** The page of a record, the first of which is 0; `size.pages` for the package. */
export function pageOnLink(state: State, link: Link, record: number, size: Size): number {
  return read(state, link.first(size) + record * RECORD_SIZE);
}

/** What the copy in a record is by now: a `copy`. */
export function contentOnLink(state: State, link: Link, record: number, size: Size): number {
  return read(state, link.first(size) + record * RECORD_SIZE + 1);
}

/** How many records of the page are on the link. */
export function recordsOf(state: State, page: number, link: Link, size: Size): number {
  const first = link.first(size);
  const end = first + read(state, link.records) * RECORD_SIZE;
  let count = 0;
  for (let record = first; record < end; record += RECORD_SIZE)
    if (read(state, record) === page) count++;
  return count;
}

/** Puts a record behind those that are there; there must be room for it. */
export function append(
  state: State,
  link: Link,
  [page, content]: readonly [page: number, content: number],
  size: Size,
): void {
  const records = read(state, link.records);
  const record = link.first(size) + records * RECORD_SIZE;
  state[record] = page;
  state[record + 1] = content;
  state[link.records] = records + 1;
}

export function dropFirst(state: State, link: Link, size: Size): void {
  const records = read(state, link.records) - 1;
  const first = link.first(size);
  const last = first + records * RECORD_SIZE;
  for (let cell = first; cell < last; cell++) state[cell] = read(state, cell + RECORD_SIZE);
  state[last] = 0;
  state[last + 1] = 0;
  state[link.records] = records;
}

export function dropAll(state: State, link: Link, size: Size): void {
  const first = link.first(size);
  const end = first + read(state, link.records) * RECORD_SIZE;
  for (let cell = first; cell < end; cell++) state[cell] = 0;
  state[link.records] = 0;
}
