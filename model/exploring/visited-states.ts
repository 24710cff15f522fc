/**
 * The visited states, in the order in which they were found, each with the state and the action that
 * led to it. A state is stored as 32-bit words: the number of its head, since there are few heads, then
 * its pages and records unchanged. The successors of a state are gathered and added in batches.
 */
import type { Action } from '../action.ts';
import type { Layout, State } from '../state.ts';
import { at, blankState } from '../state.ts';
import { Heads } from './heads.ts';
import { RecentRows } from './recent-rows.ts';
import { hashOf, WordSet } from './word-set.ts';

const FIRST_ROOM = 1 << 12;
/** Number of states that are gathered before they are added. */
const BATCH = 256;
/** Mask for a word of two numbers: the bits above the low byte of each. */
const ABOVE_BYTES = 0xff00ff00;
/** Words that follow a gathered row: its hash, parent and action. */
const MORE_WORDS = 3;

export class VisitedStates {
  /** The state that `load` loaded last. */
  readonly current: State;
  /** The number of its head. */
  head = 0;
  /** The state that `gather` adds to the batch; the caller writes it first. */
  readonly next: State;
  private readonly currentWords: Int32Array;
  private readonly nextWords: Int32Array;
  private readonly heads: Heads;
  private readonly headWords: number;
  private readonly fitsBytes: boolean;
  private readonly set: WordSet;
  /** For each state, the state from which it was first reached, and the action. */
  private parents: Int32Array = new Int32Array(FIRST_ROOM);
  private actions: Int32Array = new Int32Array(FIRST_ROOM);
  private readonly recent: RecentRows;
  private gathered = 0;
  /** Rows of the set, each followed by its hash, its parent and the action. */
  private readonly batch: Int32Array;
  private readonly stride: number;
  private readonly batchNumbers: Int32Array = new Int32Array(BATCH);

  constructor(layout: Layout) {
    this.current = blankState(layout);
    this.next = blankState(layout);
    this.currentWords = new Int32Array(this.current.buffer);
    this.nextWords = new Int32Array(this.next.buffer);
    this.headWords = layout.isWide ? at.pages : at.pages / 2;
    this.heads = new Heads(this.headWords);
    this.fitsBytes = layout.fitsBytes && !layout.isWide;
    const words = this.nextWords.length - this.headWords;
    this.set = new WordSet(1 + (this.fitsBytes ? words / 2 : words));
    this.recent = new RecentRows(this.set.width);
    this.stride = this.set.width + MORE_WORDS;
    this.batch = new Int32Array(this.stride * BATCH);
  }

  get count(): number {
    return this.set.count;
  }

  /** Bytes that the visited states take up. */
  get bytes(): number {
    return this.set.bytes + this.parents.byteLength + this.actions.byteLength;
  }

  /** Makes `next` the same state as `current`. */
  copy(): void {
    this.next.set(this.current);
  }

  /** Adds `next` to the batch, which goes into the set when it is full or `flush` is called. */
  gather(parent: number, action: Action): void {
    const { batch } = this;
    const { width } = this.set;
    const first = this.pack(action);
    const hash = hashOf(batch, first, width);
    if (this.recent.replace(batch, first, hash)) return;
    batch[first + width] = hash;
    batch[first + width + 1] = parent;
    batch[first + width + 2] = action;
    this.gathered++;
    if (this.gathered === BATCH) this.flush();
  }

  /** @returns the number of `next`, which has been visited and follows from `current` by the action */
  numberOfNext(action: Action): number {
    return this.set.add(this.batch, this.pack(action));
  }

  /** Writes `next` after the batch, in the form of a row. @returns where the row begins */
  private pack(action: Action): number {
    const { nextWords, batch, headWords } = this;
    const { width } = this.set;
    const first = this.gathered * this.stride;
    batch[first] = this.heads.numberOf(nextWords, this.head, action);
    if (this.fitsBytes) this.packBytes(first);
    else
      for (let word = 1; word < width; word++)
        batch[first + word] = nextWords[headWords - 1 + word] as number;
    return first;
  }

  /** Packs two words of two numbers each into one. @throws RangeError if a number needs more than a byte */
  private packBytes(first: number): void {
    const { nextWords, batch, headWords } = this;
    let all = 0;
    let row = first + 1;
    for (let word = headWords; word < nextWords.length; word += 2) {
      const one = nextWords[word] as number;
      const other = nextWords[word + 1] as number;
      all |= one | other;
      batch[row++] = one | (other << 8);
    }
    if ((all & ABOVE_BYTES) !== 0) throw new RangeError('a state contains a number above 255');
  }

  /** Adds the gathered states that are new. */
  flush(): void {
    const { gathered, batch, stride, batchNumbers } = this;
    const { width } = this.set;
    let known = this.set.count;
    this.set.addAll(batch, stride, gathered, batchNumbers);
    while (this.parents.length < this.set.count) this.grow();
    for (let index = 0; index < gathered; index++) {
      // New states are numbered consecutively, so a state with the next number is new.
      if (batchNumbers[index] !== known) continue;
      this.parents[known] = batch[index * stride + width + 1] as number;
      this.actions[known] = batch[index * stride + width + 2] as number;
      known++;
    }
    this.gathered = 0;
  }

  /** Copies a state into `current`. */
  load(number: number): void {
    const { set, heads, headWords, currentWords } = this;
    const first = number * set.width;
    this.head = set.rows[first] as number;
    heads.load(this.head, currentWords);
    if (this.fitsBytes) this.unpackBytes(first);
    else
      for (let word = 1; word < set.width; word++)
        currentWords[headWords - 1 + word] = set.rows[first + word] as number;
  }

  private unpackBytes(first: number): void {
    const { set, currentWords, headWords } = this;
    let row = first + 1;
    for (let word = headWords; word < currentWords.length; word += 2) {
      const both = set.rows[row++] as number;
      currentWords[word] = both & ~ABOVE_BYTES;
      currentWords[word + 1] = (both >>> 8) & ~ABOVE_BYTES;
    }
  }

  /** The actions that lead from the initial state to this one. */
  wayTo(number: number): readonly Action[] {
    const way: Action[] = [];
    for (let state = number; state !== 0; state = this.parents[state] as number)
      way.push(this.actions[state] as number);
    return way.toReversed();
  }

  private grow(): void {
    const room = this.parents.length * 2;
    this.parents = widened(this.parents, room);
    this.actions = widened(this.actions, room);
  }
}

function widened(old: Int32Array, room: number): Int32Array {
  const wide = new Int32Array(room);
  wide.set(old);
  return wide;
}
