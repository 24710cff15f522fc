/**
 * An exact set of rows of 32-bit words that remembers their order of arrival. Memory latency makes a large
 * set slow, so the table holds the rows themselves, which costs one access instead of two, and rows are added
 * in batches: the processor waits for many accesses at once instead of one after another.
 */
import { hashOf } from './word-set.ts';

const FIRST_ROOM = 1 << 10;
const FIRST_SLOTS = 1 << 14;
/** The factor by which the number of slots grows once more than this many tenths of them are taken. */
const GROWTH = 4;
const TENTHS_TAKEN_MAX = 7;
/** More slots would not fit into one array. */
const WORDS_MAX = 2 ** 32;

export class RowSet {
  count = 0;
  /** All rows, one after the other. */
  rows: Int32Array;
  /** Words in a row; the first is never 0. */
  readonly width: number;
  /** Rows at the place of their hash or after it, beginning with 0 if a slot is free. */
  private slots: Int32Array;
  private mask: number = FIRST_SLOTS - 1;
  private readonly fetched: Int32Array = new Int32Array(1);
  /** The number of the row in each slot, plus one; made when it is first asked for. */
  private numbers: Int32Array | undefined;

  constructor(width: number) {
    this.width = width;
    this.rows = new Int32Array(FIRST_ROOM * width);
    this.slots = new Int32Array(FIRST_SLOTS * width);
  }

  /** Bytes that the set takes up. */
  get bytes(): number {
    return this.rows.byteLength + this.slots.byteLength + (this.numbers?.byteLength ?? 0);
  }

  /**
   * Reads the slots that adding these rows will read, in a loop whose iterations do not depend on each
   * other. It stores what it has read only to keep the compiler from removing it.
   *
   * @param batch - the rows, each followed by its hash and any other words that belong to it
   * @param stride - words from one row to the next
   * @param count - how many there are
   */
  fetch(batch: Int32Array, stride: number, count: number): void {
    const { slots, width, mask } = this;
    const end = count * stride;
    let all = 0;
    for (let hash = width; hash < end; hash += stride)
      all |= slots[((batch[hash] as number) & mask) * width] as number;
    this.fetched[0] = all;
  }

  /** @returns whether the row was not there and has been added, with the next number */
  add(words: Int32Array, first: number, hash: number): boolean {
    const { slots, width, mask } = this;
    const head = words[first] as number;
    let slot = hash & mask;
    for (;;) {
      const place = slot * width;
      const taken = slots[place] as number;
      if (taken === 0) break;
      if (taken === head && this.isRest(place, words, first)) return false;
      slot = (slot + 1) & mask;
    }
    const place = slot * width;
    slots[place] = head;
    for (let word = 1; word < width; word++) slots[place + word] = words[first + word] as number;
    this.append(words, first);
    return true;
  }

  /** @returns the number of a row that is in the set, which no longer grows */
  numberOf(words: Int32Array, first: number): number {
    this.numbers ??= this.numbered();
    return (this.numbers[this.slotOf(words, first)] as number) - 1;
  }

  private numbered(): Int32Array {
    const numbers = new Int32Array(this.mask + 1);
    for (let number = 0; number < this.count; number++)
      numbers[this.slotOf(this.rows, number * this.width)] = number + 1;
    return numbers;
  }

  private slotOf(words: Int32Array, first: number): number {
    const { slots, width, mask } = this;
    const head = words[first] as number;
    let slot = hashOf(words, first, width) & mask;
    while (slots[slot * width] !== head || !this.isRest(slot * width, words, first))
      slot = (slot + 1) & mask;
    return slot;
  }

  private isRest(place: number, words: Int32Array, first: number): boolean {
    const { slots, width } = this;
    for (let word = 1; word < width; word++)
      if (slots[place + word] !== words[first + word]) return false;
    return true;
  }

  private append(words: Int32Array, first: number): void {
    const { width } = this;
    const place = this.count * width;
    if (place + width > this.rows.length) {
      const rows = new Int32Array(this.rows.length * 2);
      rows.set(this.rows);
      this.rows = rows;
    }
    for (let word = 0; word < width; word++)
      this.rows[place + word] = words[first + word] as number;
    this.count++;
    if (this.count * 10 > (this.mask + 1) * TENTHS_TAKEN_MAX) this.widen();
  }

  /** @throws RangeError if there is no array for so many slots */
  private widen(): void {
    const { rows, width, count } = this;
    const slots = (this.mask + 1) * GROWTH;
    if (slots * width > WORDS_MAX) throw new RangeError('more states than can be stored');
    this.slots = new Int32Array(slots * width);
    this.mask = slots - 1;
    for (let number = 0; number < count; number++) {
      const row = number * width;
      let slot = hashOf(rows, row, width) & this.mask;
      while (this.slots[slot * width] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot * width] = rows[row] as number;
      for (let word = 1; word < width; word++)
        this.slots[slot * width + word] = rows[row + word] as number;
    }
  }
}
