/**
 * An exact set of states that remembers the order in which they were found, and from where. States
 * are kept whole, as 32-bit words one after the other.
 */
import type { Action } from './action.ts';

const FREE = -1;
const FIRST_ROOM = 1 << 12;

export class VisitedStates {
  count = 0;
  /** The state that `add` adds: to be written before. */
  readonly next: Uint8Array;
  /** The state that `load` has loaded. */
  readonly current: Uint8Array;
  private readonly nextWords: Uint32Array;
  private readonly currentWords: Uint32Array;
  private readonly size: number;
  private words: Uint32Array;
  /** The state from which each was first reached, and by which action. */
  private parents: Int32Array = new Int32Array(FIRST_ROOM);
  private actions: Int32Array = new Int32Array(FIRST_ROOM);
  /** Open addressing: numbers of states, or `FREE`. The size is a power of two. */
  private slots: Int32Array = new Int32Array(FIRST_ROOM * 4).fill(FREE);

  constructor(stateLength: number) {
    this.size = Math.ceil(stateLength / 4);
    this.nextWords = new Uint32Array(this.size);
    this.currentWords = new Uint32Array(this.size);
    this.next = new Uint8Array(this.nextWords.buffer, 0, stateLength);
    this.current = new Uint8Array(this.currentWords.buffer, 0, stateLength);
    this.words = new Uint32Array(FIRST_ROOM * this.size);
  }

  /** Adds `next` unless it is there already; `parent` and `action` say how it was reached. */
  add(parent: number, action: Action): void {
    const mask = this.slots.length - 1;
    let slot = this.hash(this.nextWords, 0) & mask;
    for (let number = this.slots[slot] as number; number !== FREE;) {
      if (this.isNext(number)) return;
      slot = (slot + 1) & mask;
      number = this.slots[slot] as number;
    }
    this.slots[slot] = this.count;
    this.words.set(this.nextWords, this.count * this.size);
    this.parents[this.count] = parent;
    this.actions[this.count] = action;
    this.count++;
    if (this.count === this.parents.length) this.grow();
  }

  /** Copies a state into `current`. */
  load(number: number): void {
    const first = number * this.size;
    for (let word = 0; word < this.size; word++)
      this.currentWords[word] = this.words[first + word] as number;
  }

  /** The actions that lead from the initial state to this one. */
  wayTo(number: number): readonly Action[] {
    const way: Action[] = [];
    for (let state = number; state !== 0; state = this.parents[state] as number)
      way.push(this.actions[state] as number);
    return way.toReversed();
  }

  private isNext(number: number): boolean {
    const first = number * this.size;
    for (let word = 0; word < this.size; word++)
      if (this.words[first + word] !== this.nextWords[word]) return false;
    return true;
  }

  /** A multiply-and-shift hash of one state; the low bits choose the slot. */
  private hash(words: Uint32Array, first: number): number {
    let hash = 0x811c9dc5;
    for (let word = 0; word < this.size; word++) {
      hash = Math.imul(hash ^ (words[first + word] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  private grow(): void {
    const room = this.parents.length * 2;
    this.parents = widen(this.parents, new Int32Array(room));
    this.actions = widen(this.actions, new Int32Array(room));
    this.words = widen(this.words, new Uint32Array(room * this.size));
    this.slots = new Int32Array(room * 4).fill(FREE);
    const mask = this.slots.length - 1;
    for (let number = 0; number < this.count; number++) {
      let slot = this.hash(this.words, number * this.size) & mask;
      while (this.slots[slot] !== FREE) slot = (slot + 1) & mask;
      this.slots[slot] = number;
    }
  }
}

function widen<Cells extends Int32Array | Uint32Array>(old: Cells, wide: Cells): Cells {
  wide.set(old);
  return wide;
}
