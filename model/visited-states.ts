/** An exact set of states that remembers the order in which they were found, and from where. */
import type { Action } from './action.ts';
import type { State } from './state.ts';

const FREE = -1;
const FIRST_ROOM = 1 << 12;

export class VisitedStates {
  count = 0;
  private readonly length: number;
  /** All states whole, one after the other. */
  private cells: Uint8Array;
  /** The state from which each was first reached, and by which action. */
  private parents: Int32Array = new Int32Array(FIRST_ROOM);
  private actions: Int32Array = new Int32Array(FIRST_ROOM);
  /** Open addressing: numbers of states, or `FREE`. The size is a power of two. */
  private slots: Int32Array = new Int32Array(FIRST_ROOM * 4).fill(FREE);

  constructor(stateLength: number) {
    this.length = stateLength;
    this.cells = new Uint8Array(FIRST_ROOM * stateLength);
  }

  /** Adds the state unless it is there already; `parent` and `action` say how it was reached. */
  add(state: State, parent: number, action: Action): void {
    const mask = this.slots.length - 1;
    let slot = this.hash(state, 0) & mask;
    for (let number = this.slots[slot] as number; number !== FREE;) {
      if (this.equals(number, state)) return;
      slot = (slot + 1) & mask;
      number = this.slots[slot] as number;
    }
    if (this.count === this.parents.length) {
      this.grow();
      this.add(state, parent, action);
      return;
    }
    this.slots[slot] = this.count;
    this.cells.set(state, this.count * this.length);
    this.parents[this.count] = parent;
    this.actions[this.count] = action;
    this.count++;
  }

  load(number: number, into: State): void {
    const first = number * this.length;
    for (let cell = 0; cell < this.length; cell++) into[cell] = this.cells[first + cell] as number;
  }

  /** The actions that lead from the initial state to this one. */
  wayTo(number: number): readonly Action[] {
    const way: Action[] = [];
    for (let state = number; state !== 0; state = this.parents[state] as number)
      way.push(this.actions[state] as number);
    return way.toReversed();
  }

  private equals(number: number, state: State): boolean {
    const first = number * this.length;
    for (let cell = 0; cell < this.length; cell++)
      if (this.cells[first + cell] !== state[cell]) return false;
    return true;
  }

  /** FNV-1a over the cells from `first` on, mixed once more since the low bits choose the slot. */
  private hash(cells: State, first: number): number {
    let hash = 0x811c9dc5;
    for (let cell = 0; cell < this.length; cell++)
      hash = Math.imul(hash ^ (cells[first + cell] as number), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return hash ^ (hash >>> 13);
  }

  private grow(): void {
    const room = this.parents.length * 2;
    const widen = (old: Int32Array): Int32Array => {
      const wide = new Int32Array(room);
      wide.set(old);
      return wide;
    };
    this.parents = widen(this.parents);
    this.actions = widen(this.actions);
    const cells = new Uint8Array(room * this.length);
    cells.set(this.cells);
    this.cells = cells;
    this.slots = new Int32Array(room * 4).fill(FREE);
    const mask = this.slots.length - 1;
    for (let number = 0; number < this.count; number++) {
      let slot = this.hash(this.cells, number * this.length) & mask;
      while (this.slots[slot] !== FREE) slot = (slot + 1) & mask;
      this.slots[slot] = number;
    }
  }
}
