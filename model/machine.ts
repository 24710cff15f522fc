/**
 * The reference machine: source, destination, link and guest writer as one finite state machine. It
 * says what is true of every correct migration and nothing of how one is made: there is no shadow
 * bitmap here, no word path, no cursor and no lock.
 */
import type { Action, ActionKind } from './action.ts';
import { action, actionKind, actionKinds, isAboutPage, kindOf, nameOf, pageOf } from './action.ts';
import type { Configuration } from './configuration.ts';
import { pageCount, UNLIMITED } from './configuration.ts';
import type { Guard, HostPage, Size } from './guards.ts';
import { guards, isForPage } from './guards.ts';
import { discard, isPlacing, oweHostPage, oweHostPages, place, switchOver } from './postcopy.ts';
import type { State } from './state.ts';
import {
  at,
  copy,
  copyOf,
  flag,
  has,
  note,
  noteOf,
  phase,
  read,
  RECORD_SIZE,
  setCopy,
  setFlag,
  setNote,
  stateLength,
  takeover,
} from './state.ts';

export interface Model {
  readonly configuration: Configuration;
  readonly pages: number;
  readonly stateLength: number;
  readonly size: Size;
  /** By number of the action's kind. */
  readonly guardsOf: readonly (readonly Guard[])[];
}

/** @param without - guards to leave out, as `kind: name`, to see what they are good for */
export function makeModel(configuration: Configuration, without: readonly string[] = []): Model {
  const pages = pageCount(configuration);
  const { recordsMax, splitReads } = configuration;
  return {
    configuration,
    pages,
    stateLength: stateLength(pages, recordsMax),
    size: { pages, recordsMax, splitReads, hostPageOf: hostPagesOf(configuration) },
    guardsOf: actionKinds.map((kind) =>
      guards[kind].filter((guard) => !without.includes(`${kind}: ${guard.name}`)),
    ),
  };
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

/** Before the first migration: every page has a content of its own, except those listed as zero. */
export function initialState(model: Model, zeroPages: readonly number[] = []): State {
  const { configuration, stateLength: length, pages, size } = model;
  const state = emptyState(length, Math.max(pages, size.recordsMax));
  state[at.writesLeft] = configuration.writesMax;
  state[at.backgroundSyncsLeft] = configuration.backgroundSyncsMax;
  state[at.faultsLeft] = configuration.faultsMax;
  for (const page of zeroPages) setFlag(state, page, flag.isZero, true);
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
    if (!guard.holds(state, page, model.size)) return guard;
  return undefined;
}

/**
 * Writes every action that may happen in this state, and that the configuration has a budget for,
 * into `into`, ordered by kind and page.
 *
 * @returns how many there are
 */
export function enabledActions(model: Model, state: State, into: Int32Array): number {
  let count = 0;
  for (let kind = 0; kind < actionKinds.length; kind++) {
    if (!isWithinBudget(model, state, kind)) continue;
    const pages = isAboutPage(actionKinds[kind] as ActionKind) ? model.pages : 1;
    for (let page = 0; page < pages; page++) {
      const value = action(kind, page);
      if (!isForPage(actionKinds[kind] as ActionKind, page, model.size)) continue;
      if (kind === actionKind.take && isResend(model, state, page)) continue;
      if (refusal(model, state, value) === undefined) into[count++] = value;
    }
  }
  return count;
}

/** What the state becomes when the action happens; `into` may be `state` itself. */
export function step(model: Model, state: State, value: Action, into: State): void {
  if (into !== state) into.set(state);
  const page = pageOf(value);
  switch (nameOf(value)) {
    case 'begin':
      return begin(model, into);
    case 'write':
    case 'write-zero':
      return write(model, into, page, nameOf(value) === 'write-zero');
    case 'device-write':
    case 'device-write-zero':
      into[at.unlogged] = page + 1;
      return store(model, into, page, nameOf(value) === 'device-write-zero');
    case 'device-log':
      into[at.unlogged] = 0;
      return owe(into, page);
    case 'background-sync':
      spend(into, at.backgroundSyncsLeft);
      return sync(model, into, (owed) => (owed === note.logged ? note.parked : owed));
    case 'iteration-sync':
      return sync(model, into, (owed) => (owed === note.none ? note.none : note.pending));
    case 'take':
      into[at.hand] = page + 1;
      return setNote(into, page, note.none);
    case 'read-half':
      into[at.firstHalf] = copy.current;
      return;
    case 'send':
      return send(model, into, page);
    case 'deliver':
      return deliver(model, into);
    case 'stop':
      into[at.phase] = phase.stopped;
      return;
    case 'complete':
      into[at.phase] = read(into, at.phase) === phase.switched ? phase.ended : phase.completed;
      return;
    case 'land':
      into[at.phase] = phase.landed;
      into[at.takeover] = takeover.running;
      return;
    case 'cut':
      return dropLink(model, into);
    case 'abort':
      return abort(model, into);
    default:
      return stepPostcopy(model, into, value);
  }
}

function stepPostcopy(model: Model, into: State, value: Action): void {
  const page = pageOf(value);
  const { hostPageOf } = model.size;
  switch (nameOf(value)) {
    case 'owe-host-pages':
      return oweHostPages(into, hostPageOf);
    case 'owe-more':
      return oweHostPage(into, hostPageOf[page] as HostPage);
    case 'switch':
      return switchOver(into, model.pages);
    case 'discard':
      return discard(into, page);
    case 'receive-package':
      dropFirstRecord(model, into);
      into[at.takeover] = takeover.packaged;
      return;
    case 'listen':
      into[at.takeover] = takeover.listening;
      return;
    case 'run':
      into[at.takeover] = takeover.running;
      return;
    case 'wait':
      spend(into, at.faultsLeft);
      return setFlag(into, page, flag.isAwaited, true);
    case 'place':
      return place(into, hostPageOf[page] as HostPage);
    case 'own-write':
      spend(into, at.writesLeft);
      return setFlag(into, page, flag.isOwn, true);
    default:
      throw new Error(`no such action: ${value}`);
  }
}

function isWithinBudget(model: Model, state: State, kind: number): boolean {
  const { configuration } = model;
  switch (actionKinds[kind]) {
    case 'write':
    case 'write-zero':
      return read(state, at.writesLeft) > 0;
    case 'device-write':
    case 'device-write-zero':
      return configuration.deviceWriter && read(state, at.writesLeft) > 0;
    case 'background-sync':
      return read(state, at.backgroundSyncsLeft) > 0;
    case 'cut':
    case 'abort':
      return configuration.cuts;
    case 'read-half':
      return configuration.splitReads;
    case 'owe-host-pages':
    case 'owe-more':
    case 'discard':
      return configuration.postcopy;
    case 'own-write':
      return configuration.postcopy && read(state, at.writesLeft) > 0;
    case 'wait':
      return read(state, at.faultsLeft) > 0;
    default:
      return true;
  }
}

/** A page that nobody asked for may always be sent; not every exploration wants to see it. */
function isResend(model: Model, state: State, page: number): boolean {
  return !model.configuration.resends && noteOf(state, page) === note.none;
}

function begin(model: Model, state: State): void {
  state[at.phase] = phase.active;
  state[at.syncsAfterStop] = 0;
  state[at.linkUp] = 1;
  for (let page = 0; page < model.pages; page++) {
    setNote(state, page, note.pending);
    setCopy(state, page, copy.absent);
  }
}

function write(model: Model, state: State, page: number, zero: boolean): void {
  owe(state, page);
  store(model, state, page, zero);
}

/** The page is written and logged; without a migration nobody cares. */
function owe(state: State, page: number): void {
  if (read(state, at.phase) !== phase.idle) setNote(state, page, note.logged);
}

/** The source's content changes, so every copy of it ages. */
function store(model: Model, state: State, page: number, zero: boolean): void {
  spend(state, at.writesLeft);
  const wasZero = has(state, page, flag.isZero);
  if (wasZero && zero) return;
  const age = (value: number): number => {
    if (value === copy.current) return wasZero ? copy.staleZero : copy.staleNonzero;
    return value === copy.staleZero && zero ? copy.current : value;
  };
  setFlag(state, page, flag.isZero, zero);
  setCopy(state, page, age(copyOf(state, page)));
  if (read(state, at.hand) === page + 1) state[at.firstHalf] = age(read(state, at.firstHalf));
  const records = at.pages + model.pages;
  const end = records + read(state, at.records) * RECORD_SIZE;
  for (let record = records; record < end; record += RECORD_SIZE)
    if (state[record] === page) state[record + 1] = age(read(state, record + 1));
}

function sync(model: Model, state: State, found: (owed: number) => number): void {
  for (let page = 0; page < model.pages; page++) setNote(state, page, found(noteOf(state, page)));
  if (read(state, at.phase) === phase.stopped)
    state[at.syncsAfterStop] = Math.min(read(state, at.syncsAfterStop) + 1, TOO_MANY);
}

/** How many syncs after the stop are told apart: none, one, too many. */
const TOO_MANY = 2;

/** A page of which one half was read before a write is torn: stale, and never again current. */
function send(model: Model, state: State, page: number): void {
  const first = read(state, at.firstHalf);
  const content =
    !model.size.splitReads || first === copy.current ? copy.current : copy.staleNonzero;
  state[at.hand] = 0;
  state[at.firstHalf] = 0;
  if (read(state, at.linkUp) === 0) return;
  if (model.size.recordsMax === 0) return setCopy(state, page, content);
  const records = read(state, at.records);
  const record = at.pages + model.pages + records * RECORD_SIZE;
  state[record] = page;
  state[record + 1] = content;
  state[at.records] = records + 1;
}

function deliver(model: Model, state: State): void {
  const first = at.pages + model.pages;
  const page = read(state, first);
  if (isPlacing(state)) setFlag(state, page, flag.hasArrived, true);
  else setCopy(state, page, read(state, first + 1));
  dropFirstRecord(model, state);
}

function dropFirstRecord(model: Model, state: State): void {
  const first = at.pages + model.pages;
  state.copyWithin(first, first + RECORD_SIZE);
  state.fill(0, state.length - RECORD_SIZE);
  state[at.records] = read(state, at.records) - 1;
}

function dropLink(model: Model, state: State): void {
  const now = read(state, at.phase);
  if (now === phase.switched || now === phase.ended) state[at.phase] = phase.paused;
  state[at.linkUp] = 0;
  state[at.records] = 0;
  state.fill(0, at.pages + model.pages);
}

function abort(model: Model, state: State): void {
  dropLink(model, state);
  for (let page = 0; page < model.pages; page++) {
    setNote(state, page, note.none);
    setCopy(state, page, copy.absent);
    setFlag(state, page, flag.isDoomed, false);
  }
  state[at.syncsAfterStop] = 0;
  state[at.phase] = phase.idle;
}

function spend(state: State, budget: number): void {
  const left = read(state, budget);
  if (left !== UNLIMITED) state[budget] = left - 1;
}
