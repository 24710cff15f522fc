/**
 * The links between source and destination, and the records on each in the order in which they were
 * sent. The main link also carries the package. In postcopy, the preempt link carries pages that the
 * destination waits for; a configuration need not have one.
 */
import type { Size } from './guard.ts';
import type { LinkName } from './link-names.ts';
import { linkNames } from './link-names.ts';
import type { State } from './state.ts';
import { at, LINK_NUMBERS, ofLink, read, RECORD_SIZE } from './state.ts';

/** Indexes, in a state's head, of the numbers about a link. */
export interface Link {
  readonly name: LinkName;
  /** The link's index in `size.firstRecords`. */
  readonly number: number;
  readonly up: number;
  /** The page that the sender holds for the link. */
  readonly hand: number;
  /** The host page that the link is in the middle of. */
  readonly begun: number;
  /** How many records are on the link. */
  readonly records: number;
}

export const links: readonly Link[] = linkNames.map((name, number) => {
  const first = at.links + number * LINK_NUMBERS;
  return {
    name,
    number,
    up: first + ofLink.up,
    hand: first + ofLink.hand,
    begun: first + ofLink.begun,
    records: first + ofLink.records,
  };
});
export const mainLink: Link = linkOf('main');
export const preemptLink: Link = linkOf('preempt');

function linkOf(name: LinkName): Link {
  return links[linkNames.indexOf(name)] as Link;
}

/** Whether all links are up, so that everything that is sent can arrive. */
export function linksAreUp(state: State): boolean {
  for (const { up } of links) if (read(state, up) === 0) return false;
  return true;
}

/** Index in a state of the link's first record. */
export function firstRecordOf({ number }: Link, { firstRecords }: Size): number {
  return firstRecords[number] as number;
}

/** The page of the nth record, counted from 0; `size.pages` for the package. */
export function pageOnLink(state: State, link: Link, record: number, size: Size): number {
  return read(state, firstRecordOf(link, size) + record * RECORD_SIZE);
}

/** How the copy in a record now compares with the source, as a `copy`. */
export function contentOnLink(state: State, link: Link, record: number, size: Size): number {
  return read(state, firstRecordOf(link, size) + record * RECORD_SIZE + 1);
}

/** How many records of the page are on the link. */
export function recordsOf(state: State, page: number, link: Link, size: Size): number {
  const first = firstRecordOf(link, size);
  const end = first + read(state, link.records) * RECORD_SIZE;
  let count = 0;
  for (let record = first; record < end; record += RECORD_SIZE)
    if (read(state, record) === page) count++;
  return count;
}

/** Appends a record to the link, which must have room for it. */
export function append(
  state: State,
  link: Link,
  [page, content]: readonly [page: number, content: number],
  size: Size,
): void {
  const records = read(state, link.records);
  const record = firstRecordOf(link, size) + records * RECORD_SIZE;
  state[record] = page;
  state[record + 1] = content;
  state[link.records] = records + 1;
}

export function dropFirst(state: State, link: Link, size: Size): void {
  const records = read(state, link.records) - 1;
  const first = firstRecordOf(link, size);
  const last = first + records * RECORD_SIZE;
  for (let cell = first; cell < last; cell++) state[cell] = read(state, cell + RECORD_SIZE);
  state[last] = 0;
  state[last + 1] = 0;
  state[link.records] = records;
}

export function dropAll(state: State, link: Link, size: Size): void {
  const first = firstRecordOf(link, size);
  const end = first + read(state, link.records) * RECORD_SIZE;
  for (let cell = first; cell < end; cell++) state[cell] = 0;
  state[link.records] = 0;
}
