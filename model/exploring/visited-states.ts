/**
 * The visited states, in the order in which they were found, each with the state and the action that
 * led to it. Each is stored as a row of a few words (`packing.ts`); successors are gathered and added in
 * batches.
 */
import type { Action } from '../action.ts';
import type { Layout, State } from '../state.ts';
import { at, blankState } from '../state.ts';
import { Heads } from './heads.ts';
import { Packing } from './packing.ts';
import { RecentRows } from './recent-rows.ts';
import { RowSet } from './row-set.ts';
import { hashOf } from './word-set.ts';

const FIRST_ROOM = 1 << 12;
/** Number of states that are gathered before they are added. */
const BATCH = 256;
/** Words that follow a gathered row: its hash, parent and action. */
const MORE_WORDS = 3;

export class VisitedStates {
  /** The state that `load` loaded last. */
  readonly current: State;
  readonly packing: Packing;
  /** The number of its head. */
  head = 0;
  /** The action by which `gatherRow` gathers successors. */
  action: Action = 0;
  /** The state that `gather` adds to the batch; the caller writes it first. */
  readonly next: State;
  private readonly currentWords: Int32Array;
  private readonly nextWords: Int32Array;
  private readonly heads: Heads;
  private readonly headWords: number;
  private readonly set: RowSet;
  /** For each state, the state from which it was first reached, and the action. */
  private parents: Int32Array = new Int32Array(FIRST_ROOM);
  private actions: Int32Array = new Int32Array(FIRST_ROOM);
  private readonly recent: RecentRows;
  private gathered = 0;
  /** Rows of the set, each followed by its hash, its parent and the action. */
  private readonly batch: Int32Array;
  private readonly stride: number;

  constructor(layout: Layout) {
    this.current = blankState(layout);
    this.next = blankState(layout);
    this.currentWords = new Int32Array(this.current.buffer);
    this.nextWords = new Int32Array(this.next.buffer);
    this.headWords = layout.isWide ? at.pages : at.pages / 2;
    this.heads = new Heads(this.headWords);
    this.packing = new Packing(layout);
    this.set = new RowSet(this.packing.width);
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
    this.keep(this.pack(action), parent, action);
  }

  /** Keeps the row after the batch, unless it is one of the most recent. */
  private keep(first: number, parent: number, action: Action): void {
    const { batch } = this;
    const { width } = this.set;
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
    return this.set.numberOf(this.batch, this.pack(action));
  }

  /** Adds the successor of a state by `action` to the batch, as the parts of a row of up to three words. */
  gatherRow(head: number, one: number, other: number, parent: number): void {
    const { batch, packing } = this;
    const first = this.gathered * this.stride;
    batch[first] = packing.firstWord(head, other);
    batch[first + 1] = one;
    if (packing.width > 2) batch[first + 2] = other;
    this.keep(first, parent, this.action);
  }

  /** @returns the head of `next`, and the words of its row that have other numbers */
  nextRow(action: Action): readonly [head: number, one: number, other: number] {
    const { batch, packing } = this;
    const first = this.pack(action);
    const row = batch.subarray(first, first + packing.width);
    return [packing.headIn(row[0] as number), ...packing.both(row)];
  }

  /** Writes `next` after the batch, in the form of a row. @returns where the row begins */
  private pack(action: Action): number {
    const first = this.gathered * this.stride;
    const head = this.heads.numberOf(this.nextWords, this.head, action);
    this.packing.pack(this.next, head, this.batch, first);
    return first;
  }

  /** Adds the gathered states that are new. */
  flush(): void {
    const { gathered, batch, stride, set } = this;
    const { width } = set;
    set.fetch(batch, stride, gathered);
    for (let index = 0; index < gathered; index++) {
      const first = index * stride;
      const number = set.count;
      if (!set.add(batch, first, batch[first + width] as number)) continue;
      if (number === this.parents.length) this.grow();
      this.parents[number] = batch[first + width + 1] as number;
      this.actions[number] = batch[first + width + 2] as number;
    }
    this.gathered = 0;
  }

  /** Copies a state into `current`. */
  load(number: number): void {
    this.head = this.headOf(number);
    this.heads.load(this.head, this.currentWords);
    this.packing.unpack(this.set.rows, number * this.set.width, this.current);
  }

  /** Writes the words of a state's row that have other numbers than the head to a place in two arrays. */
  copyWords(number: number, place: number, ones: Int32Array, others: Int32Array): void {
    const { packing } = this;
    const { rows, width } = this.set;
    const first = number * width;
    ones[place] = rows[first + 1] as number;
    others[place] =
      width > 2 ? (rows[first + 2] as number) : packing.besideHead(rows[first] as number);
  }

  /** How many different heads there are so far. */
  get headCount(): number {
    return this.heads.count;
  }

  /** The number of a state's head. */
  headOf(number: number): number {
    return this.packing.headIn(this.set.rows[number * this.set.width] as number);
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
