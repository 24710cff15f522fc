/**
 * An exact set of rows of 32-bit words, numbered in the order in which they were added. A slot is a single
 * integer that rules out most other rows without reading them.
 */

const FIRST_ROOM = 1 << 6;
const FIRST_SLOTS = 1 << 17;
/** The factor by which the number of slots grows: refilling them costs more than their memory. */
const GROWTH = 16;
/** The number of slots grows once more than this many tenths of them are taken. */
const TENTHS_TAKEN_MAX = 7;

// A slot is 0, or a row's number plus one in the low bits and a few bits of the row's hash above them.
const NUMBER_BITS = 27;
const NUMBER_MASK = (1 << NUMBER_BITS) - 1;

export class WordSet {
  count = 0;
  /** All rows, one after the other. */
  rows: Int32Array;
  /** Words in a row. */
  readonly width: number;
  private slots: Int32Array;

  /** @param slots - how many at first, a power of two: few for a set that stays small and is made often */
  constructor(width: number, slots: number = FIRST_SLOTS) {
    this.width = width;
    this.slots = new Int32Array(slots);
    this.rows = new Int32Array(FIRST_ROOM * width);
  }

  /** @returns the number of the row that begins at `words[first]`, which is added if it is new */
  add(words: Int32Array, first: number): number {
    const { slots } = this;
    const hash = hashOf(words, first, this.width);
    const mask = slots.length - 1;
    const tag = hash & ~NUMBER_MASK;
    let slot = hash & mask;
    for (;;) {
      const taken = slots[slot] as number;
      if (taken === 0) break;
      const number = (taken & NUMBER_MASK) - 1;
      if ((taken & ~NUMBER_MASK) === tag && this.isRow(number, words, first)) return number;
      slot = (slot + 1) & mask;
    }
    const number = this.count++;
    slots[slot] = tag | (number + 1);
    this.append(words, first, number);
    return number;
  }

  private isRow(number: number, words: Int32Array, first: number): boolean {
    const { rows, width } = this;
    const own = number * width;
    for (let word = 0; word < width; word++)
      if (rows[own + word] !== words[first + word]) return false;
    return true;
  }

  /** @throws RangeError if there are more rows than a slot can number */
  private append(words: Int32Array, first: number, number: number): void {
    const { width } = this;
    if (number + 1 === NUMBER_MASK) throw new RangeError('more rows than can be numbered');
    if ((number + 1) * width > this.rows.length) {
      const rows = new Int32Array(this.rows.length * 2);
      rows.set(this.rows);
      this.rows = rows;
    }
    for (let word = 0; word < width; word++)
      this.rows[number * width + word] = words[first + word] as number;
    if (this.count * 10 > this.slots.length * TENTHS_TAKEN_MAX) this.widen();
  }

  private widen(): void {
    const slots = new Int32Array(this.slots.length * GROWTH);
    const mask = slots.length - 1;
    for (let number = 0; number < this.count; number++) {
      const hash = hashOf(this.rows, number * this.width, this.width);
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = (hash & ~NUMBER_MASK) | (number + 1);
    }
    this.slots = slots;
  }
}

/** A multiply-and-shift hash of one row, two words at a time: this halves the chain of dependent steps. */
export function hashOf(words: Int32Array, first: number, width: number): number {
  let hash = 0x811c9dc5 | 0;
  const end = first + width;
  let word = first;
  for (; word + 1 < end; word += 2) {
    const second = Math.imul(words[word + 1] as number, 0x85ebca6b);
    hash = Math.imul(hash ^ (words[word] as number) ^ second ^ (second >>> 15), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  if (word < end) {
    hash = Math.imul(hash ^ (words[word] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}
