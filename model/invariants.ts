/** What must be true of every state that the machine can reach. */
import type { HostPage } from './guards.ts';
import type { Model } from './machine.ts';
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
  takeover,
} from './state.ts';

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
      (isUnderWay(state) || isInPostcopy(state) || isLate(state)) &&
      (read(state, at.firstHalf) === 0 || read(state, at.hand) !== 0),
  },
  {
    name: 'the guest never runs on the source once it has run on the destination',
    holds: (_model, state) =>
      read(state, at.takeover) === takeover.none ||
      read(state, at.phase) === phase.landed ||
      isInPostcopy(state),
  },
  {
    name: 'the link holds no more than there is room for',
    holds: (model, state) => read(state, at.records) <= model.size.recordsMax,
  },
  {
    name: 'once the destination takes over, each page is in exactly one place',
    holds: (model, state) =>
      read(state, at.takeover) === takeover.none ||
      read(state, at.linkUp) === 0 ||
      everyPage(model, (page) => placesOf(model, state, page) === 1),
  },
  {
    name: 'what the destination has is what the source had, or what the guest has made of it since',
    holds: (model, state) =>
      read(state, at.takeover) === takeover.none ||
      everyPage(
        model,
        (page) =>
          has(state, page, flag.isOwn) ||
          copyOf(state, page) === copy.absent ||
          copyOf(state, page) === copy.current,
      ),
  },
  {
    name: 'a host page is there as a whole or not at all',
    holds: (model, state) =>
      read(state, at.takeover) === takeover.none ||
      everyPage(model, (page) => {
        const { first } = model.size.hostPageOf[page] as HostPage;
        return (copyOf(state, page) === copy.absent) === (copyOf(state, first) === copy.absent);
      }),
  },
  {
    name: 'nobody waits for a page that is there, or writes one that is not',
    holds: (model, state) =>
      everyPage(model, (page) =>
        copyOf(state, page) === copy.absent
          ? !has(state, page, flag.isOwn)
          : !has(state, page, flag.isAwaited),
      ),
  },
  {
    name: 'the guest waits and writes only where it has been taken over',
    holds: (model, state) =>
      everyPage(
        model,
        (page) =>
          (!has(state, page, flag.isAwaited) || read(state, at.takeover) >= takeover.listening) &&
          (!has(state, page, flag.isOwn) || read(state, at.takeover) === takeover.running),
      ),
  },
];

/** The first invariant that the state breaks, if any. */
export function brokenInvariant(model: Model, state: State): Invariant | undefined {
  return invariants.find((invariant) => !invariant.holds(model, state));
}

/** The sender lets go of what it holds, or does not know yet that the link has dropped. */
function isLate(state: State): boolean {
  const hasLanded = read(state, at.phase) === phase.landed;
  return read(state, at.hand) === 0 || (hasLanded && read(state, at.linkUp) === 0);
}

/** From the switch-over until everything has arrived, or nothing more can. */
function isInPostcopy(state: State): boolean {
  const now = read(state, at.phase);
  return now === phase.switched || now === phase.ended || now === phase.paused;
}

/** In how many of these a page is: owed, held, on the link, arrived, there. */
function placesOf(model: Model, state: State, page: number): number {
  const records = at.pages + model.pages;
  const end = records + read(state, at.records) * RECORD_SIZE;
  let places = 0;
  for (let record = records; record < end; record += RECORD_SIZE)
    if (read(state, record) === page) places++;
  if (noteOf(state, page) !== note.none) places++;
  if (read(state, at.hand) === page + 1) places++;
  if (has(state, page, flag.hasArrived)) places++;
  if (copyOf(state, page) !== copy.absent) places++;
  return places;
}

function isUnderWay(state: State): boolean {
  const now = read(state, at.phase);
  return now === phase.active || now === phase.stopped || now === phase.switching;
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
  return value === copy.current || (value === copy.absent && has(state, page, flag.isZero));
}

function everyPage(model: Model, holds: (page: number) => boolean): boolean {
  for (let page = 0; page < model.pages; page++) if (!holds(page)) return false;
  return true;
}
