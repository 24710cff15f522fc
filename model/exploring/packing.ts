/**
 * How a state is stored: as a row of 32-bit words. The first has the number of the state's head, since there
 * are few heads; then come the cells of the pages and the records, each number in as few bits as the
 * configuration needs. No number is split between two words.
 */
import type { Layout, State } from '../state.ts';
import { at, bitsFor, COPY_BITS } from '../state.ts';

const WORD_BITS = 32;
/** The bits of the first word that numbers may have, if this saves a word: the rest is enough for any head. */
const SHARED_BITS = 12;
const HEADS_MAX = (1 << (WORD_BITS - SHARED_BITS)) - 1;
/** How many words are tried for a number before a new one is begun. */
const LOOK_BACK = 4;

/** Where the numbers after the head are in a row. */
export class Packing {
  /** Words in a row. */
  readonly width: number;
  /** The bits of the first word below the head's number. */
  private readonly headShift: number;
  /** By number, counted from the first after the head: its word in the row, its lowest bit, its mask. */
  private readonly words: Int32Array;
  private readonly shifts: Int32Array;
  private readonly masks: Int32Array;

  constructor({ pages, recordsMax, cellBits }: Layout) {
    const widths = [
      ...Array.from({ length: pages }, () => cellBits),
      ...Array.from({ length: recordsMax }, () => [bitsFor(pages), COPY_BITS]).flat(),
    ];
    this.words = new Int32Array(widths.length);
    this.shifts = new Int32Array(widths.length);
    this.masks = Int32Array.from(widths, (bits) => maskOf(bits));
    const isShared = this.place(widths, WORD_BITS - SHARED_BITS) === 2;
    this.headShift = isShared ? SHARED_BITS : 0;
    this.width = isShared ? 2 : this.place(widths, WORD_BITS);
  }

  /**
   * Finds a place for each number.
   *
   * @param taken - the bits that the head takes of the first word
   * @returns how many words there are
   */
  private place(widths: readonly number[], taken: number): number {
    const bitsIn = [taken, 0];
    widths.forEach((bits, index) => {
      let word = Math.max(1, bitsIn.length - LOOK_BACK);
      // The first word comes last: after the second, and before any other.
      if ((bitsIn[1] as number) + bits > WORD_BITS && bitsIn.length === 2) word = 0;
      while ((bitsIn[word] ?? 0) + bits > WORD_BITS) word++;
      this.words[index] = word;
      this.shifts[index] = word === 0 ? (bitsIn[0] as number) - taken : (bitsIn[word] ?? 0);
      bitsIn[word] = (bitsIn[word] ?? 0) + bits;
    });
    return bitsIn.length;
  }

  /** Writes the row of a state with this head. @throws RangeError if a number does not fit */
  pack(state: State, head: number, row: Int32Array, first: number): void {
    const { words, shifts, masks, width } = this;
    if (head >= HEADS_MAX) throw new RangeError('more heads than can be numbered');
    row[first] = this.firstWord(head, 0);
    for (let word = 1; word < width; word++) row[first + word] = 0;
    let above = 0;
    for (let index = 0; index < words.length; index++) {
      const value = state[at.pages + index] as number;
      const mask = masks[index] as number;
      above |= value & ~mask;
      const place = first + (words[index] as number);
      row[place] = (row[place] as number) | (value << (shifts[index] as number));
    }
    if (above !== 0) throw new RangeError('a state contains a number that is too large for it');
  }

  /** The first word of a row, which is never 0. @param other - the numbers that it shares the word with, if any */
  firstWord(head: number, other: number): number {
    const { headShift } = this;
    return ((head + 1) << headShift) | (headShift === 0 ? 0 : other);
  }

  /** The number of the head that the first word of a row has. */
  headIn(firstWord: number): number {
    return (firstWord >>> this.headShift) - 1;
  }

  /** The numbers that share the first word of a row with the head. */
  besideHead(firstWord: number): number {
    return firstWord & ((1 << this.headShift) - 1);
  }

  /** The words of a row of up to three that have numbers after the head: the second, and another if there is one. */
  both(row: Int32Array): readonly [number, number] {
    const [first = 0, one = 0, other = 0] = row;
    return [one, this.width > 2 ? other : this.besideHead(first)];
  }

  /** Writes the row's numbers after the head into the state. */
  unpack(row: Int32Array, first: number, state: State): void {
    const { words, shifts, masks } = this;
    for (let index = 0; index < words.length; index++) {
      const word = row[first + (words[index] as number)] as number;
      state[at.pages + index] = (word >>> (shifts[index] as number)) & (masks[index] as number);
    }
  }

  /** Adds some bits of a number to a mask over a row. @param index - of the number in a state */
  select(index: number, bits: number, mask: Int32Array): void {
    const number = index - at.pages;
    const word = this.words[number] as number;
    const selected = bits & (this.masks[number] as number);
    mask[word] = (mask[word] as number) | (selected << (this.shifts[number] as number));
  }
}

function maskOf(bits: number): number {
  return bits === WORD_BITS ? -1 : (1 << bits) - 1;
}
