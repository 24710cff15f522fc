/**
 * The effects of the guest's writes while it runs on the source: the content changes, all copies of it
 * age, and the page is owed. A vCPU's write is logged at once; a device logs later.
 */
import { spend } from '../../effect.ts';
import type { Size } from '../../guard.ts';
import type { Link } from '../../link.ts';
import { firstRecordOf, links, mainLink } from '../../link.ts';
import type { State } from '../../state.ts';
import {
  at,
  copy,
  copyOf,
  flag,
  has,
  note,
  phase,
  read,
  RECORD_SIZE,
  setCopy,
  setFlag,
  setNote,
} from '../../state.ts';

export function write(state: State, page: number, zero: boolean, size: Size): void {
  owe(state, page);
  store(state, page, zero, size);
}

export function deviceWrite(state: State, page: number, zero: boolean, size: Size): void {
  state[at.unlogged] = page + 1;
  store(state, page, zero, size);
}

export function deviceLog(state: State, page: number): void {
  state[at.unlogged] = 0;
  owe(state, page);
}

/** Logs a write to the page; without a migration this has no effect. */
function owe(state: State, page: number): void {
  if (read(state, at.phase) !== phase.idle) setNote(state, page, note.logged);
}

/** The source's content changes, so every copy of it ages. */
function store(state: State, page: number, zero: boolean, size: Size): void {
  spend(state, at.writesLeft);
  // A page that the guest writes is no longer free.
  setFlag(state, page, flag.isFree, false);
  const wasZero = has(state, page, flag.isZero);
  if (wasZero && zero) return;
  setFlag(state, page, flag.isZero, zero);
  setCopy(state, page, aged(copyOf(state, page), wasZero, zero));
  if (read(state, mainLink.hand) === page + 1)
    state[at.firstHalf] = aged(read(state, at.firstHalf), wasZero, zero);
  for (const number of size.linksInUse) {
    const link = links[number] as Link;
    const first = firstRecordOf(link, size);
    const end = first + read(state, link.records) * RECORD_SIZE;
    for (let record = first; record < end; record += RECORD_SIZE)
      if (read(state, record) === page)
        state[record + 1] = aged(read(state, record + 1), wasZero, zero);
  }
}

/** What a copy becomes when the content that it was taken from changes. */
function aged(value: number, wasZero: boolean, zero: boolean): number {
  if (value === copy.current) return wasZero ? copy.staleZero : copy.staleNonzero;
  return value === copy.staleZero && zero ? copy.current : value;
}
