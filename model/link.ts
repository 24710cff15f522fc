/** The link: records in the order in which they were sent, and the package among them. */
import type { Size } from './guard.ts';
import type { State } from './state.ts';
import { at, read, RECORD_SIZE } from './state.ts';

/** The page whose record is the next to arrive; `size.pages` for the package. */
export function firstOnLink(state: State, { pages }: Size): number {
  return read(state, at.pages + pages);
}

/** What the copy in the record that is next to arrive is by now: a `copy`. */
export function contentOfFirst(state: State, { pages }: Size): number {
  return read(state, at.pages + pages + 1);
}

/** Puts a record behind those that are there; there must be room for it. */
export function append(state: State, page: number, content: number, { pages }: Size): void {
  const records = read(state, at.records);
  const record = at.pages + pages + records * RECORD_SIZE;
  state[record] = page;
  state[record + 1] = content;
  state[at.records] = records + 1;
}

export function dropFirst(state: State, { pages }: Size): void {
  const records = read(state, at.records) - 1;
  const first = at.pages + pages;
  const last = first + records * RECORD_SIZE;
  for (let cell = first; cell < last; cell++) state[cell] = read(state, cell + RECORD_SIZE);
  state[last] = 0;
  state[last + 1] = 0;
  state[at.records] = records;
}

export function dropAll(state: State, { pages }: Size): void {
  const first = at.pages + pages;
  const end = first + read(state, at.records) * RECORD_SIZE;
  for (let cell = first; cell < end; cell++) state[cell] = 0;
  state[at.records] = 0;
}
