/** What must be true of every state that the machine can reach. */
import type { Model } from './machine.ts';
import type { State } from './state.ts';
import { at, copy, copyOf, isZero, note, noteOf, phase, read, RECORD_SIZE } from './state.ts';

export interface Invariant {
  readonly name: string;
  readonly holds: (model: Model, state: State) => boolean;
}

export const invariants: readonly Invariant[] = [
  {
    name: 'a page whose newest copy is not current is owed, held by the sender or about to be logged',
    holds: (model, state) =>
      !isUnderWay(state) ||
      read(state, at.linkUp) === 0 ||
      everyPage(
        model,
        (page) =>
          isNewestCurrent(model, state, page) ||
          noteOf(state, page) !== note.none ||
          read(state, at.hand) === page + 1 ||
          read(state, at.unlogged) === page + 1,
      ),
  },
  {
    name: 'after the last sync, what is owed is pending',
    holds: (model, state) =>
      read(state, at.syncsAfterStop) === 0 ||
      everyPage(
        model,
        (page) => noteOf(state, page) === note.none || noteOf(state, page) === note.pending,
      ),
  },
  {
    name: 'there is one sync after the guest was stopped, and no device writes then',
    holds: (_model, state) =>
      read(state, at.phase) !== phase.stopped ||
      (read(state, at.syncsAfterStop) <= 1 && read(state, at.unlogged) === 0),
  },
  {
    name: 'when everything has been sent, the newest copy of every page is current',
    holds: (model, state) =>
      read(state, at.phase) !== phase.completed ||
      everyPage(model, (page) => isNewestCurrent(model, state, page)),
  },
  {
    name: 'the destination runs with the memory that the source had',
    holds: (model, state) =>
      read(state, at.phase) !== phase.landed ||
      everyPage(model, (page) => isCurrent(state, page, copyOf(state, page))),
  },
  {
    name: 'the sender holds a page only while a migration is under way, and has read only what it holds',
    holds: (_model, state) =>
      (isUnderWay(state) || read(state, at.hand) === 0) &&
      (read(state, at.firstHalf) === 0 || read(state, at.hand) !== 0),
  },
  {
    name: 'the guest never runs on the source once it has run on the destination',
    holds: (_model, state) =>
      read(state, at.destinationRan) === 0 || read(state, at.phase) === phase.landed,
  },
];

/** The first invariant that the state breaks, if any. */
export function brokenInvariant(model: Model, state: State): Invariant | undefined {
  return invariants.find((invariant) => !invariant.holds(model, state));
}

function isUnderWay(state: State): boolean {
  return read(state, at.phase) === phase.active || read(state, at.phase) === phase.stopped;
}

/** Whether the newest copy of the page, on its way or at the destination, is the source's content. */
export function isNewestCurrent(model: Model, state: State, page: number): boolean {
  const records = at.pages + model.pages;
  for (let record = read(state, at.records) - 1; record >= 0; record--) {
    const where = records + record * RECORD_SIZE;
    if (read(state, where) === page) return isCurrent(state, page, read(state, where + 1));
  }
  return isCurrent(state, page, copyOf(state, page));
}

/** Fresh memory is zero, so a page that never arrived is right if it is to be zero. */
function isCurrent(state: State, page: number, value: number): boolean {
  return value === copy.current || (value === copy.absent && isZero(state, page));
}

function everyPage(model: Model, holds: (page: number) => boolean): boolean {
  for (let page = 0; page < model.pages; page++) if (!holds(page)) return false;
  return true;
}
