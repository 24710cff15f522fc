/**
 * What precopy does to a state: pages that are owed are found by syncs, taken, read, sent and
 * delivered, until nothing is owed any more, or the link drops, or the migration is aborted.
 */
import type { Effect } from './effect.ts';
import { spend } from './effect.ts';
import type { Size } from './guard.ts';
import { append, links, mainLink } from './link.ts';
import type { State } from './state.ts';
import {
  at,
  copy,
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
import { deliver, drop, take } from './transfer.ts';

type PrecopyAction =
  | 'begin'
  | 'background-sync'
  | 'iteration-sync'
  | 'take'
  | 'read-half'
  | 'send'
  | 'deliver'
  | 'stop'
  | 'complete'
  | 'land'
  | 'cut'
  | 'abort';

export const precopyEffects: Readonly<Record<PrecopyAction, Effect>> = {
  begin,
  'background-sync': backgroundSync,
  'iteration-sync': iterationSync,
  take: (state, page, size) => take(state, page, mainLink, size),
  'read-half': (state) => {
    state[at.firstHalf] = copy.current;
  },
  send,
  deliver: (state, _page, size) => deliver(state, mainLink, size),
  stop: (state) => {
    state[at.phase] = phase.stopped;
  },
  complete: (state) => {
    const now = read(state, at.phase);
    if (now === phase.paused) return;
    state[at.phase] = now === phase.switched ? phase.ended : phase.completed;
  },
  land: (state) => {
    state[at.phase] = phase.landed;
    state[at.takeover] = takeover.running;
  },
  cut: (state, _page, size) => drop(state, mainLink, size),
  abort,
};

function begin(state: State, _page: number, { pages }: Size): void {
  state[at.phase] = phase.active;
  state[at.syncsAfterStop] = 0;
  for (const link of links) state[link.up] = 1;
  for (let page = 0; page < pages; page++) {
    setNote(state, page, note.pending);
    setCopy(state, page, copy.absent);
  }
}

function backgroundSync(state: State, _page: number, { pages }: Size): void {
  spend(state, at.backgroundSyncsLeft);
  countSync(state);
  for (let page = 0; page < pages; page++)
    if (noteOf(state, page) === note.logged) setNote(state, page, note.parked);
}

function iterationSync(state: State, _page: number, { pages }: Size): void {
  countSync(state);
  for (let page = 0; page < pages; page++)
    if (noteOf(state, page) !== note.none) setNote(state, page, note.pending);
}

/** How many syncs after the stop are told apart: none, one, too many. */
const TOO_MANY = 2;

function countSync(state: State): void {
  if (read(state, at.phase) === phase.stopped)
    state[at.syncsAfterStop] = Math.min(read(state, at.syncsAfterStop) + 1, TOO_MANY);
}

function send(state: State, page: number, size: Size): void {
  const content = size.readsAhead ? read(state, at.firstHalf) : contentInHand(state, size);
  state[at.hand] = 0;
  state[at.firstHalf] = 0;
  if (read(state, at.linkUp) === 0) return;
  if (size.recordsMax === 0) setCopy(state, page, content);
  else append(state, mainLink, [page, content], size);
}

/** A page of which one half was read before a write is torn: stale, and never again current. */
function contentInHand(state: State, { splitReads }: Size): number {
  const isWhole = !splitReads || read(state, at.firstHalf) === copy.current;
  return isWhole ? copy.current : copy.staleNonzero;
}

function abort(state: State, _page: number, size: Size): void {
  for (const link of links) drop(state, link, size);
  for (let page = 0; page < size.pages; page++) {
    setNote(state, page, note.none);
    setCopy(state, page, copy.absent);
    setFlag(state, page, flag.isDoomed, false);
  }
  state[at.syncsAfterStop] = 0;
  state[at.phase] = phase.idle;
}
