/**
 * A state of the model in one fixed layout: a few numbers about the machine, one cell per page, and the
 * records on the links. Page contents are not stored. Every non-zero write is fresh, so each copy of a
 * page is either *current*, or *stale and zero* (a later write of zeros makes it current again), or
 * *stale and not zero* (it never becomes current again). This is exact, and finite for any number of
 * writes.
 */

import { linkNames } from './link-names.ts';

/** The wider array is for machines with 65,535 or more pages, and for links that hold that many records. */
export type State = Uint16Array | Uint32Array;

const whole = {
  phase: 0,
  /** Syncs since the guest was stopped; more than one is too many. */
  syncsAfterStop: 1,
  /** The first half of the page held for the main link, as a `copy`; `absent` until it has been read. */
  firstHalf: 2,
  /** The page that a device has stored to but not logged yet, plus one; 0 if there is none. */
  unlogged: 3,
  writesLeft: 4,
  backgroundSyncsLeft: 5,
  faultsLeft: 6,
  /** How far the destination has taken over: a `takeover`. */
  takeover: 7,
} as const;
const WHOLE_NUMBERS = Object.keys(whole).length;

/** The numbers about each link. */
export const ofLink = {
  /** 1 while the link is up, so that what is sent on it can arrive. */
  up: 0,
  /** The page that is held for it, plus one; 0 if none is. */
  hand: 1,
  /**
   * In postcopy with several links: the first page, plus one, of the host page that the link is in the
   * middle of. One part has been taken for the link, another is still owed. 0 if there is none.
   */
  begun: 2,
  /** How many records are on it. */
  records: 3,
} as const;
/** How many numbers the head has for each link. */
export const LINK_NUMBERS: number = Object.keys(ofLink).length;

/** How large a state is. */
export interface Layout {
  /** Numbers in a state: a multiple of four. */
  readonly stateLength: number;
  /** Whether each number takes 32 bits; otherwise it takes 16. */
  readonly isWide: boolean;
  readonly pages: number;
  /** How many records fit on all links together. */
  readonly recordsMax: number;
  /** How many bits of a page's cell are in use. */
  readonly cellBits: number;
}

/**
 * The index of each number in a state. The first numbers, about the machine and then about each link, are
 * the *head*; the pages' cells follow, then the records of each link in turn.
 */
export const at: typeof whole & { readonly links: number; readonly pages: number } = {
  ...whole,
  links: WHOLE_NUMBERS,
  pages: inPairsOfWords(WHOLE_NUMBERS + linkNames.length * LINK_NUMBERS),
};

/** Rounds up to whole pairs of 32-bit words: head and state end with one, so the rest is in pairs too. */
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
  /** Postcopy: a link has dropped, and what was to arrive over it never will. */
  paused: 7,
  /** About to enter postcopy: the source owes whole host pages, and can still abort. */
  switching: 8,
  /** Postcopy: the hosts are connected again, and the source finds out what it owes. */
  recovering: 9,
} as const;

/** How far the destination has taken over. */
export const takeover = {
  none: 0,
  /** Postcopy: it has all that it needs to take over (the package), and the link is free for pages. */
  packaged: 1,
  /** Postcopy: it places pages that arrive and waits for missing ones. */
  listening: 2,
  /** The guest runs on the destination. */
  running: 3,
} as const;

/** What the source still owes for a page. */
export const note = {
  none: 0,
  /** Written, and no sync has read the log since. */
  logged: 1,
  /** Found by a background sync, put aside for the next iteration. */
  parked: 2,
  /** To be sent. */
  pending: 3,
} as const;

/** How a copy of a page compares with the source's content. */
export const copy = { absent: 0, current: 1, staleZero: 2, staleNonzero: 3 } as const;

// A page's cell: note in bits 0 and 1, the destination's copy in bits 2 and 3, then one bit per flag.
const NOTE = 3;
const COPY = 12;
const COPY_SHIFT = 2;
/** How many bits a copy takes. */
export const COPY_BITS = 2;
/** Single-bit flags in a page's cell; those that only postcopy needs come last. */
export const flag = {
  /** The source's content is zero. */
  isZero: 16,
  /** The page's content does not matter: the guest has given the page back, and has not written it since. */
  isFree: 32,
  /** The destination must still forget its copy before it takes over. */
  isDoomed: 64,
  /** The page arrived after the package, and its host page is not complete yet, or not placed. */
  hasArrived: 128,
  /** A fault on the destination waits for the page. */
  isAwaited: 256,
  /** The guest has written the page on the destination. */
  isOwn: 512,
  /** The page was placed before the destination listened, which the guard of `place` rules out. */
  isEarly: 1024,
} as const;
/** Bits that a page's cell has room for, in the narrower states too. */
export const CELL_BITS = 16;

/**
 * Numbers per record on a link: the page, and how its content now compares with the source, as a `copy`.
 * The package is a record too, with the number of pages in place of the page.
 */
export const RECORD_SIZE = 2;

/** How many bits numbers up to `most` take. */
export function bitsFor(most: number): number {
  return 32 - Math.clz32(most);
}

/** A state of zeros, to be overwritten. */
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
