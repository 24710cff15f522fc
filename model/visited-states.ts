/**
 * The states that have been visited, in the order in which they were found, and from where. A state
 * is kept whole, as bytes in 32-bit words; what follows from a state is gathered first and added by
 * the batch.
 */
import type { Action } from './action.ts';
import { WordSet } from './word-set.ts';

const FIRST_ROOM = 1 << 12;

export class VisitedStates {
  /** The state that `load` has loaded: its bytes, and the same as words. */
  readonly current: Uint8Array;
  readonly currentWords: Int32Array;
  /** States to be added: `batch[index]` is laid over the words from `index * width` on. */
  readonly batch: readonly Uint8Array[];
  readonly batchWords: Int32Array;
  /** Words in a state. */
  readonly width: number;
  private readonly set: WordSet;
  /** The state from which each was first reached, and by which action. */
  private parents: Int32Array = new Int32Array(FIRST_ROOM);
  private actions: Int32Array = new Int32Array(FIRST_ROOM);

  /** @param batchSize - how many states can be gathered before they are added */
  constructor(stateLength: number, batchSize: number) {
    this.width = Math.ceil(stateLength / 4);
    this.set = new WordSet(this.width);
    this.currentWords = new Int32Array(this.width);
    this.current = new Uint8Array(this.currentWords.buffer, 0, stateLength);
    this.batchWords = new Int32Array(this.width * batchSize);
    this.batch = Array.from(
      { length: batchSize },
      (_, index) => new Uint8Array(this.batchWords.buffer, index * this.width * 4, stateLength),
    );
  }

  get count(): number {
    return this.set.count;
  }

  /** Bytes that the visited states take up. */
  get bytes(): number {
    return this.set.bytes + this.parents.byteLength + this.actions.byteLength;
  }

  /**
   * Adds the first `count` states of the batch that are not there yet.
   *
   * @param parents - the state that each follows from
   * @param actions - by which action
   * @param numbers - is filled with the number of each, old or new
   */
  addBatch(count: number, parents: Int32Array, actions: Int32Array, numbers: Int32Array): void {
    let known = this.set.count;
    this.set.addAll(this.batchWords, count, numbers);
    while (this.parents.length < this.set.count) this.grow();
    for (let index = 0; index < count; index++) {
      // New states are numbered in their order, so what has the next number is new.
      if (numbers[index] !== known) continue;
      this.parents[known] = parents[index] as number;
      this.actions[known] = actions[index] as number;
      known++;
    }
  }

  /** Copies a state into `current`. */
  load(number: number): void {
    const { rows } = this.set;
    const first = number * this.width;
    for (let word = 0; word < this.width; word++)
      this.currentWords[word] = rows[first + word] as number;
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
