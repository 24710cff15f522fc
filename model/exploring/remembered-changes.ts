/**
 * What has been done after looks at rows of up to three words: a table from the look and the bits that it
 * sees to the changes that follow, one for each slot of the look.
 */
import type { Look } from './plans.ts';

const FIRST_ENTRIES = 1 << 12;
/** The table grows fourfold once it is half full. */
const GROWTH = 4;
const FILLED_MAX = 0.5;
/** Words in an entry: the look, the bits of both words, where the changes begin. */
const ENTRY = 4;
/** Words of a change: the head that follows, the changed bits of both words. */
export const CHANGE = 3;

/** The head that follows an action that may not happen. */
export const FORBIDDEN = -1;
/** In place of a head: nothing is known yet. */
export const UNKNOWN = -2;

export class RememberedChanges {
  changes: Int32Array = new Int32Array(FIRST_ENTRIES * CHANGE);
  /** An entry that begins with 0 is empty. */
  private entries: Int32Array = new Int32Array(FIRST_ENTRIES * ENTRY);
  private count = 0;
  private end = 0;

  /** @returns where the changes begin */
  find(look: Look, one: number, other: number): number {
    const { entries } = this;
    const { number } = look;
    const last = entries.length - ENTRY;
    let entry = (hashOf(number, one, other) * ENTRY) & last;
    for (;;) {
      const found = entries[entry] as number;
      if (found === number && entries[entry + 1] === one && entries[entry + 2] === other)
        return entries[entry + 3] as number;
      if (found === 0) return this.enter(look, one, other);
      entry = (entry + ENTRY) & last;
    }
  }

  /** Makes room for the changes after a look. @returns where they begin */
  add({ slots }: Look): number {
    const first = this.end;
    this.end += slots * CHANGE;
    if (this.end > this.changes.length) {
      const changes = new Int32Array(Math.max(this.changes.length * 2, this.end));
      changes.set(this.changes);
      this.changes = changes;
    }
    for (let change = first; change < this.end; change += CHANGE) this.changes[change] = UNKNOWN;
    return first;
  }

  private enter(look: Look, one: number, other: number): number {
    if (++this.count * ENTRY > this.entries.length * FILLED_MAX) this.widen();
    const first = this.add(look);
    this.place(look.number, one, other, first);
    return first;
  }

  private place(look: number, one: number, other: number, first: number): void {
    const { entries } = this;
    const last = entries.length - ENTRY;
    let entry = (hashOf(look, one, other) * ENTRY) & last;
    while (entries[entry] !== 0) entry = (entry + ENTRY) & last;
    entries[entry] = look;
    entries[entry + 1] = one;
    entries[entry + 2] = other;
    entries[entry + 3] = first;
  }

  private widen(): void {
    const old = this.entries;
    this.entries = new Int32Array(old.length * GROWTH);
    for (let entry = 0; entry < old.length; entry += ENTRY) {
      const [look = 0, one = 0, other = 0, first = 0] = old.subarray(entry, entry + ENTRY);
      if (look !== 0) this.place(look, one, other, first);
    }
  }
}

function hashOf(look: number, one: number, other: number): number {
  const both = Math.imul(one, 0x85ebca6b) ^ Math.imul(other, 0xc2b2ae35) ^ look;
  const hash = Math.imul(both ^ (both >>> 15), 0x9e3779b1);
  return hash ^ (hash >>> 13);
}
