/**
 * A state of the model in one fixed layout: a few numbers about the whole, one cell a page, and the
 * records on the links. Contents are not kept. Every non-zero write is fresh, so each copy of a page
 * is either *current*, or *stale and zero* (a later write of zeros makes it current again), or
 * *stale and not zero* (it never will be); that loses nothing and is finite for any number of writes.
 */

import { linkNames } from './link-names.ts';

/** The wider array is for machines of 65,535 pages and more, and for links that hold as many records. */
export type State = Uint16Array | Uint32Array;

const whole = {
  phase: 0,
  /** Syncs since the guest was stopped: more than one is one too many. */
  syncsAfterStop: 1,
  /** Whether the first half of what is held for the main link has been read, and what that copy is by now. */
  firstHalf: 2,
  /** The page that a device has stored to and not logged yet, plus one. */
  unlogged: 3,
  writesLeft: 4,
  backgroundSyncsLeft: 5,
  faultsLeft: 6,
  /** How far the destination has taken over: a `takeover`. */
  takeover: 7,
} as const;
const WHOLE_NUMBERS = Object.keys(whole).length;

/** Of each link in turn. */
export const ofLink = {
  /** 1 while what is sent on it can arrive. */
  up: 0,
  /** The page that is held for it, plus one; 0 if none is. */
  hand: 1,
  /**
   * Postcopy with several links: the host page that it is in the middle of, as its first page plus
   * one: a part has been taken for it, and another part is still owed. 0 if there is none.
   */
  begun: 2,
  /** How many records are on it. */
  records: 3,
} as const;
/** Numbers that the head has of each link. */
export const LINK_NUMBERS: number = Object.keys(ofLink).length;

/** How large a state is. */
export interface Layout {
  /** Numbers in it: four, or some more fours. */
  readonly stateLength: number;
  /** Whether each of them needs 32 bits; otherwise 16 will do. */
  readonly isWide: boolean;
  /** Whether no number behind the head ever needs more than eight bits. */
  readonly fitsBytes: boolean;
}

/**
 * Where each number stands in a state. The first ones, about the whole and then about each link, are
 * its *head*; the pages' cells follow, then the records on each link in turn.
 */
export const at: typeof whole & { readonly links: number; readonly pages: number } = {
  ...whole,
  links: WHOLE_NUMBERS,
  pages: inPairsOfWords(WHOLE_NUMBERS + linkNames.length * LINK_NUMBERS),
};

/** Head and state end with a pair of 32-bit words, so that what is between them is in pairs, too. */
export function inPairsOfWords(numbers: number): number {
  return Math.ceil(numbers / 4) * 4;
}

/** What the migration is doing. */
export const phase = {
  /** No migration is under way; the guest runs on the source. */
  idle: 0,
  /** Pages are being sent while the guest runs. */
  active: 1,
  /** The guest is stopped; the rest is being sent. */
  stopped: 2,
  /** Everything has been sent while the guest was stopped. */
  completed: 3,
  /** Postcopy: the destination may take over at any time; the rest is being sent. */
  switched: 4,
  /** Postcopy: everything has been sent. */
  ended: 5,
  /** Everything has arrived, and the guest runs on the destination. */
  landed: 6,
  /** Postcopy: a link has dropped, and what was to come over it never will. */
  paused: 7,
  /** Postcopy is near: what is owed is owed by whole host pages, and the source can still go back. */
  switching: 8,
} as const;

/** How far the destination has taken over. */
export const takeover = {
  none: 0,
  /** Postcopy: it has all that it needs to take over, and the link is free for pages. */
  packaged: 1,
  /** Postcopy: it places what comes and waits for what is missing. */
  listening: 2,
  /** The guest runs there. */
  running: 3,
} as const;

/** What the source still owes for a page. */
export const note = {
  none: 0,
  /** Written, and nobody has looked at the log since. */
  logged: 1,
  /** Found by a background sync, put aside for the next iteration. */
  parked: 2,
  /** To be sent. */
  pending: 3,
} as const;

/** What a copy of a page is, compared with the source's content. */
export const copy = { absent: 0, current: 1, staleZero: 2, staleNonzero: 3 } as const;

// A page's cell: note in bits 0 and 1, the destination's copy in bits 2 and 3, then one bit each.
const NOTE = 3;
const COPY = 12;
const COPY_SHIFT = 2;
/** Bits of a page's cell that say one thing each; those that come only with postcopy are behind the others. */
export const flag = {
  /** The source's content is zero. */
  isZero: 16,
  /** Nobody cares what it holds: the guest has given it back, and has not written it since. */
  isFree: 32,
  /** The destination has yet to forget its copy, before it takes over. */
  isDoomed: 64,
  /** It has arrived since the package has, and its host page is not whole yet, or not placed. */
  hasArrived: 128,
  /** Somebody on the destination waits for it. */
  isAwaited: 256,
  /** The guest has written it on the destination. */
  isOwn: 512,
  /** It was placed before the destination listened: never, if its host page is placed only then. */
  isEarly: 1024,
} as const;
/** Bits that a page's cell has room for, in the narrower states too. */
export const CELL_BITS = 16;

/**
 * Integers per record on the link: the page, and what its content is by now. The package is a record
 * too; where a page would stand it has the number of pages.
 */
export const RECORD_SIZE = 2;

/** Of nothing but zeros, to be written over. */
export function blankState({ stateLength, isWide }: Layout): State {
  return isWide ? new Uint32Array(stateLength) : new Uint16Array(stateLength);
}

export function read(state: State, index: number): number {
  return state[index] as number;
}

export function noteOf(state: State, page: number): number {
  return read(state, at.pages + page) & NOTE;
}

export function setNote(state: State, page: number, value: number): void {
  state[at.pages + page] = (read(state, at.pages + page) & ~NOTE) | value;
}

/** The destination's copy of a page. */
export function copyOf(state: State, page: number): number {
  return (read(state, at.pages + page) & COPY) >> COPY_SHIFT;
}

export function setCopy(state: State, page: number, value: number): void {
  state[at.pages + page] = (read(state, at.pages + page) & ~COPY) | (value << COPY_SHIFT);
}

export function has(state: State, page: number, bit: number): boolean {
  return (read(state, at.pages + page) & bit) !== 0;
}

export function setFlag(state: State, page: number, bit: number, value: boolean): void {
  const rest = read(state, at.pages + page) & ~bit;
  state[at.pages + page] = value ? rest | bit : rest;
}
