/**
 * The reference machine: source, destination, link and guest writer as one finite state machine. It
 * says what is true of every correct migration and nothing of how one is made: there is no shadow
 * bitmap here, no word path, no cursor and no lock.
 */
import type { Action, ActionKind } from './action.ts';
import { actionKinds, kindOf, pageOf } from './action.ts';
import type { Configuration } from './configuration.ts';
import { pageCount, UNLIMITED } from './configuration.ts';
import type { Effect } from './effect.ts';
import type { Guard, HostPage, Size } from './guard.ts';
import { holds } from './guard.ts';
import type { LinkName } from './link-names.ts';
import { links, mainLink } from './link.ts';
import { actions } from './mechanisms.ts';
import type { State } from './state.ts';
import { at, flag, RECORD_SIZE, setFlag } from './state.ts';

export interface Model {
  readonly configuration: Configuration;
  readonly pages: number;
  readonly stateLength: number;
  readonly size: Size;
  /** By number of the action's kind. */
  readonly guardsOf: readonly (readonly Guard[])[];
  readonly effectOf: readonly Effect[];
}

/** How a machine differs from the right one, to see what comes of it. */
export interface Change {
  /** Guards to leave out, as `kind: name`. */
  readonly without?: readonly string[];
  /** What some kinds of action do instead. */
  readonly effects?: Partial<Record<ActionKind, Effect>>;
}

export function makeModel(configuration: Configuration, change: Change = {}): Model {
  const { without = [], effects = {} } = change;
  const pages = pageCount(configuration);
  const { splitReads, readsAhead = false } = configuration;
  const { records, firstRecords, end, hasSideLinks } = roomOf(configuration, at.pages + pages);
  return {
    configuration,
    pages,
    stateLength: end,
    size: {
      pages,
      records,
      firstRecords,
      hasSideLinks,
      splitReads,
      readsAhead,
      isDiscarded: discardedOf(configuration),
      hostPageOf: hostPagesOf(configuration),
    },
    guardsOf: actionKinds.map((kind) =>
      guardsIn(configuration, kind).filter(({ name }) => !without.includes(`${kind}: ${name}`)),
    ),
    effectOf: actionKinds.map((kind) => effects[kind] ?? actions[kind].effect),
  };
}

/** The room for records on each link, one link's behind the other's. */
function roomOf(
  configuration: Configuration,
  first: number,
): Pick<Size, 'records' | 'firstRecords' | 'hasSideLinks'> & { readonly end: number } {
  const rooms = links.map(({ name }) => configuration.records[name] ?? 0);
  const firstRecords: number[] = [];
  let end = first;
  for (const room of rooms) {
    firstRecords.push(end);
    end += room * RECORD_SIZE;
  }
  return {
    records: Object.fromEntries(links.map(({ name, number }) => [name, rooms[number]])) as Record<
      LinkName,
      number
    >,
    firstRecords,
    end,
    hasSideLinks: links.some((link) => link !== mainLink && rooms[link.number] !== 0),
  };
}

function guardsIn(configuration: Configuration, kind: ActionKind): readonly Guard[] {
  const { guards, narrowedBy } = actions[kind];
  return [...guards, ...(narrowedBy?.(configuration) ?? [])];
}

function hostPagesOf({ blocks }: Configuration): readonly HostPage[] {
  const hostPages: HostPage[] = [];
  let from = 0;
  for (const { pages, pagesPerHostPage } of blocks) {
    const end = from + pages;
    for (let first = from; first < end; first += pagesPerHostPage) {
      const hostPage = { first, end: Math.min(first + pagesPerHostPage, end) };
      for (let page = first; page < hostPage.end; page++) hostPages.push(hostPage);
    }
    from = end;
  }
  return hostPages;
}

/** Whether each page is discarded: whole host pages are. */
function discardedOf({ blocks }: Configuration): readonly boolean[] {
  return blocks.flatMap(({ pages, pagesPerHostPage, discardedHostPages = [] }) =>
    Array.from({ length: pages }, (_, page) =>
      discardedHostPages.includes(Math.floor(page / pagesPerHostPage)),
    ),
  );
}

/** Before the first migration: a page has a content of its own, unless it is discarded or listed as zero. */
export function initialState(model: Model, zeroPages: readonly number[] = []): State {
  const { configuration, stateLength: length, pages, size } = model;
  const state = emptyState(length, Math.max(pages, ...Object.values(size.records)));
  state[at.writesLeft] = configuration.writesMax;
  state[at.backgroundSyncsLeft] = configuration.backgroundSyncsMax;
  state[at.faultsLeft] = configuration.faultsMax;
  for (const page of zeroPages) setFlag(state, page, flag.isZero, true);
  for (let page = 0; page < pages; page++)
    if (size.isDiscarded[page] === true) setFlag(state, page, flag.isZero, true);
  return state;
}

/** @param largest - what a cell must hold, beside what is `UNLIMITED` */
function emptyState(length: number, largest: number): State {
  if (largest < UNLIMITED) return new Uint8Array(length);
  return largest < 0xffff ? new Uint16Array(length) : new Uint32Array(length);
}

/** The first guard that forbids the action in this state, or `undefined` if it may happen. */
export function refusal(model: Model, state: State, value: Action): Guard | undefined {
  const page = pageOf(value);
  for (const guard of model.guardsOf[kindOf(value)] as readonly Guard[])
    if (!holds(guard, state, page, model.size)) return guard;
  return undefined;
}

/** What the state becomes when the action happens; `into` may be `state` itself. */
export function step(model: Model, state: State, value: Action, into: State): void {
  if (into !== state) into.set(state);
  apply(model, into, value);
}

/** Lets the action happen: changes the state in place. */
export function apply(model: Model, state: State, value: Action): void {
  const effect = model.effectOf[kindOf(value)] as Effect;
  effect(state, pageOf(value), model.size);
}
