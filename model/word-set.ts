/**
 * An exact set of rows of 32-bit words, numbered in the order in which they were added. A slot has
 * the row's whole hash beside its number, so that a row is hardly ever looked at in vain, and rows
 * are added by the dozen, so that the processor waits for many places in memory at once instead of
 * for one after the other: what is slow about a large set is the memory.
 */

const FIRST_ROOM = 1 << 12;
/** Slots for each row there is room for: at most half of them are taken. */
const SLOTS_PER_ROW = 2;
/** Integers per slot: the hash, and the row's number plus one, or 0 if it is free. */
const SLOT_SIZE = 2;

export class WordSet {
  count = 0;
  /** All rows, one after the other. */
  rows: Int32Array;
  private readonly width: number;
  private room = FIRST_ROOM;
  private slots: Int32Array = new Int32Array(FIRST_ROOM * SLOTS_PER_ROW * SLOT_SIZE);
  private hashes: Int32Array = new Int32Array(0);

  /** @param width - words in a row */
  constructor(width: number) {
    this.width = width;
    this.rows = new Int32Array(FIRST_ROOM * width);
  }

  /** Bytes that the set takes up. */
  get bytes(): number {
    return this.rows.byteLength + this.slots.byteLength;
  }

  /** @returns the number of the row that begins at `words[first]`, which is added if it is new */
  add(words: Int32Array, first: number): number {
    return this.addHashed(words, first, this.hash(words, first));
  }

  /**
   * Adds the first `count` rows of `words`, in their order, and writes their numbers into `numbers`.
   */
  addAll(words: Int32Array, count: number, numbers: Int32Array): void {
    if (this.hashes.length < count) this.hashes = new Int32Array(count);
    const { hashes, width } = this;
    for (let row = 0; row < count; row++) hashes[row] = this.hash(words, row * width);
    this.warm(count, numbers);
    for (let row = 0; row < count; row++)
      numbers[row] = this.addHashed(words, row * width, hashes[row] as number);
  }

  /**
   * Looks at where each row will be looked for, in loops that wait for nothing: what they read is in
   * the cache afterwards. What they find is of no use, but has to be kept lest it is optimised away.
   */
  private warm(count: number, into: Int32Array): void {
    const { hashes, slots, rows, width } = this;
    const mask = slots.length / SLOT_SIZE - 1;
    for (let row = 0; row < count; row++)
      into[row] = slots[((hashes[row] as number) & mask) * SLOT_SIZE + 1] as number;
    for (let row = 0; row < count; row++) {
      const number = into[row] as number;
      into[row] = rows[(number === 0 ? 0 : number - 1) * width] as number;
    }
  }

  private addHashed(words: Int32Array, first: number, hash: number): number {
    const { slots } = this;
    const mask = slots.length / SLOT_SIZE - 1;
    let slot = (hash & mask) * SLOT_SIZE;
    for (let taken = slots[slot + 1] as number; taken !== 0;) {
      if (slots[slot] === hash && this.isRow(taken - 1, words, first)) return taken - 1;
      slot = (slot + SLOT_SIZE) & (slots.length - 1);
      taken = slots[slot + 1] as number;
    }
    slots[slot] = hash;
    slots[slot + 1] = this.count + 1;
    const end = this.count * this.width;
    for (let word = 0; word < this.width; word++)
      this.rows[end + word] = words[first + word] as number;
    this.count++;
    if (this.count === this.room) this.grow();
    return this.count - 1;
  }

  private isRow(number: number, words: Int32Array, first: number): boolean {
    const own = number * this.width;
    for (let word = 0; word < this.width; word++)
      if (this.rows[own + word] !== words[first + word]) return false;
    return true;
  }

  /** A multiply-and-shift hash of one row; the low bits choose the slot. */
  private hash(words: Int32Array, first: number): number {
    let hash = 0x811c9dc5 | 0;
    for (let word = 0; word < this.width; word++) {
      hash = Math.imul(hash ^ (words[first + word] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  private grow(): void {
    const old = this.slots;
    this.room *= 2;
    const rows = new Int32Array(this.room * this.width);
    rows.set(this.rows);
    this.rows = rows;
    this.slots = new Int32Array(this.room * SLOTS_PER_ROW * SLOT_SIZE);
    const mask = this.slots.length - 1;
    for (let from = 0; from < old.length; from += SLOT_SIZE) {
      if (old[from + 1] === 0) continue;
      let slot = ((old[from] as number) * SLOT_SIZE) & mask;
      while (this.slots[slot + 1] !== 0) slot = (slot + SLOT_SIZE) & mask;
      this.slots[slot] = old[from] as number;
      this.slots[slot + 1] = old[from + 1] as number;
    }
  }
}
