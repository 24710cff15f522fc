/**
 * The effects of precopy: syncs find the pages that are owed; these are taken, read, sent and delivered
 * until nothing is owed any more, the link drops, or the migration is aborted.
 */
import type { Size } from '../../guard.ts';
import { append, links, mainLink } from '../../link.ts';
import type { State } from '../../state.ts';
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
} from '../../state.ts';
import { drop } from '../../transfer.ts';

export function begin(state: State, _page: number, { pages }: Size): void {
  state[at.phase] = phase.active;
  state[at.syncsAfterStop] = 0;
  for (const link of links) state[link.up] = 1;
  for (let page = 0; page < pages; page++) {
    setNote(state, page, note.pending);
    setCopy(state, page, copy.absent);
  }
}

export function iterationSync(state: State, _page: number, { pages }: Size): void {
  countSync(state);
  for (let page = 0; page < pages; page++)
    if (noteOf(state, page) !== note.none) setNote(state, page, note.pending);
}

/** Syncs after the stop are counted as none, one, or too many. */
const TOO_MANY = 2;

export function countSync(state: State): void {
  if (read(state, at.phase) === phase.stopped)
    state[at.syncsAfterStop] = Math.min(read(state, at.syncsAfterStop) + 1, TOO_MANY);
}

export function send(state: State, page: number, size: Size): void {
  const content = size.readsAhead ? read(state, at.firstHalf) : contentInHand(state, size);
  state[mainLink.hand] = 0;
  state[at.firstHalf] = 0;
  if (read(state, mainLink.up) === 0) return;
  if (size.records.main === 0) setCopy(state, page, content);
  else append(state, mainLink, [page, content], size);
}

/** A page is torn if a write came after its first half was read: it is stale and never current again. */
function contentInHand(state: State, { splitReads }: Size): number {
  const isWhole = !splitReads || read(state, at.firstHalf) === copy.current;
  return isWhole ? copy.current : copy.staleNonzero;
}

export function complete(state: State): void {
  const now = read(state, at.phase);
  if (now === phase.paused) return;
  state[at.phase] = now === phase.switched ? phase.ended : phase.completed;
}

/** The destination is gone, with all that its guest has done: the guest goes on at the source. */
export function takeBack(state: State, _page: number, size: Size): void {
  abort(state, 0, size);
  state[at.takeover] = takeover.none;
  for (let page = 0; page < size.pages; page++)
    for (const bit of OF_DESTINATION) setFlag(state, page, bit, false);
}

const OF_DESTINATION = [flag.hasArrived, flag.isAwaited, flag.isOwn, flag.isEarly];

export function abort(state: State, _page: number, size: Size): void {
  for (const link of links) drop(state, link, size);
  for (let page = 0; page < size.pages; page++) {
    setNote(state, page, note.none);
    setCopy(state, page, copy.absent);
    setFlag(state, page, flag.isDoomed, false);
  }
  state[at.syncsAfterStop] = 0;
  state[at.phase] = phase.idle;
}
