/**
 * A bitmap that another thread may look at. It throws on an index out of range, since a typed
 * array would forget the write in silence, and on any access while it is not allocated, since a
 * thread that outlives a migration must not find yesterday's bits.
 *
 * `wordBits` stands for BITS_PER_LONG: tiny in checks, so that eight pages already have a word path.
 */
import type { Footprint } from '../../runtime/footprint.ts';
import type { Resettable, Shared } from '../../runtime/shared.ts';

export interface BitmapShape {
  readonly name: string;
  /** Bits, at least one. */
  readonly length: number;
  /** Bits per word: a power of two, at most 32. */
  readonly wordBits: number;
  /** The page (dense index) that a bit describes, or `NO_PAGE`. */
  readonly pageOf: (index: number) => number;
}

export class Bitmap implements Resettable {
  readonly name: string;
  readonly length: number;
  private readonly words: Uint32Array;
  private readonly wordBits: number;
  private readonly shift: number;
  private readonly footprint: Footprint;
  private readonly cell: number;
  /** Bits that may be accessed: `length` while allocated, otherwise none. */
  private limit = 0;

  constructor(shape: BitmapShape, shared: Shared) {
    this.name = shape.name;
    this.length = shape.length;
    this.wordBits = shape.wordBits;
    this.shift = Math.log2(shape.wordBits);
    this.words = new Uint32Array(Math.ceil(shape.length / shape.wordBits));
    this.footprint = shared.footprint;
    this.cell = shared.footprint.reserve(shape.name, shape.length, shape.pageOf);
    shared.objects.push(this);
  }

  /** Makes the bitmap accessible, with every bit clear. */
  allocate(): void {
    this.limit = this.length;
    this.words.fill(0);
  }

  /** Nobody may access it any more. */
  free(): void {
    this.limit = 0;
  }

  reset(): void {
    this.free();
  }

  test(index: number): boolean {
    this.check(index, 1);
    this.footprint.noteRead(this.cell + index, 1);
    return this.bit(index);
  }

  set(index: number): void {
    this.assign(index, true);
  }

  unset(index: number): void {
    this.assign(index, false);
  }

  assign(index: number, isSet: boolean): void {
    this.check(index, 1);
    this.footprint.noteWrite(this.cell + index, 1);
    const word = index >>> this.shift;
    const mask = 1 << (index & (this.wordBits - 1));
    const old = this.words[word] as number;
    this.words[word] = isSet ? old | mask : old & ~mask;
  }

  /** Clears one bit and tells whether it was set. */
  takeBit(index: number): boolean {
    const wasSet = this.test(index);
    if (wasSet) this.unset(index);
    return wasSet;
  }

  /** The bits of one word. */
  word(word: number): number {
    this.checkWord(word);
    this.noteWordRead(word);
    return this.words[word] as number;
  }

  setWord(word: number, bits: number): void {
    this.checkWord(word);
    this.noteWordWrite(word);
    this.words[word] = bits;
  }

  orWord(word: number, bits: number): void {
    this.setWord(word, this.word(word) | bits);
  }

  /** Clears one word and returns the bits that it had, as one indivisible exchange. */
  takeWord(word: number): number {
    const bits = this.word(word);
    if (bits !== 0) this.setWord(word, 0);
    return bits;
  }

  setRange(first: number, count: number): void {
    this.check(first, count);
    this.footprint.noteWrite(this.cell + first, count);
    for (let index = first; index < first + count; index++)
      this.words[index >>> this.shift] =
        (this.words[index >>> this.shift] as number) | (1 << (index & (this.wordBits - 1)));
  }

  /** Clears every bit. */
  clear(): void {
    this.check(0, this.length);
    this.footprint.noteWrite(this.cell, this.length);
    this.words.fill(0);
  }

  /** The first set bit in `[from, end)`, or `end`. */
  findNext(from: number, end: number): number {
    if (from >= end) return end;
    this.check(from, end - from);
    let index = from;
    while (index < end && !this.bit(index)) {
      const word = this.words[index >>> this.shift] as number;
      index = word === 0 ? (index | (this.wordBits - 1)) + 1 : index + 1;
    }
    const found = Math.min(index, end);
    this.footprint.noteRead(this.cell + from, Math.min(found + 1, end) - from);
    return found;
  }

  /** The bit as an onlooker between two steps sees it: clear while not allocated. */
  peek(index: number): boolean {
    return index < this.limit && this.bit(index);
  }

  private bit(index: number): boolean {
    const word = this.words[index >>> this.shift] as number;
    return ((word >>> (index & (this.wordBits - 1))) & 1) === 1;
  }

  private check(first: number, count: number): void {
    if (first < 0 || first + count > this.limit)
      throw new RangeError(
        `${this.name}: bit ${first + count - 1} of ${this.limit}${this.limit === 0 ? ' (not allocated)' : ''}`,
      );
  }

  private checkWord(word: number): void {
    this.check(word << this.shift, 1);
  }

  private noteWordRead(word: number): void {
    this.footprint.noteRead(this.cell + (word << this.shift), this.bitsInWord(word));
  }

  private noteWordWrite(word: number): void {
    this.footprint.noteWrite(this.cell + (word << this.shift), this.bitsInWord(word));
  }

  private bitsInWord(word: number): number {
    return Math.min(this.wordBits, this.length - (word << this.shift));
  }
}
