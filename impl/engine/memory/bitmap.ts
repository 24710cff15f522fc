/**
 * A bitmap that several threads may share. It throws on an index out of range, since a typed array would
 * silently ignore the write, and on any access while it is not allocated, since a thread that outlives
 * a migration must not read the bits of the last one.
 *
 * `wordBits` stands for BITS_PER_LONG: tiny in checks, so that eight pages already take the word path.
 */
import type { Sharing } from '../../system.ts';
import type { Footprint } from '../../runtime/footprint.ts';
import type { Resettable, Shared } from '../../runtime/shared.ts';

export interface BitmapShape {
  readonly name: string;
  /** The number of bits, at least one. */
  readonly length: number;
  /** Bits per word: a power of two, at most 32. */
  readonly wordBits: number;
  /** The page (dense index) that a bit describes, or `NO_PAGE`. */
  readonly pageOf: (index: number) => number;
  /** `atomic` only where the caller states why; `guarded` if left out. */
  readonly sharing?: Sharing;
}

export class Bitmap implements Resettable {
  readonly name: string;
  readonly length: number;
  private readonly words: Uint32Array;
  private readonly wordBits: number;
  /** `index >>> shift` is the word of a bit, `index & mask` its position in the word. */
  private readonly shift: number;
  private readonly mask: number;
  private readonly footprint: Footprint;
  private readonly cell: number;
  /** Bits that may be accessed: `length` while allocated, otherwise none. */
  private limit = 0;

  constructor(shape: BitmapShape, shared: Shared) {
    this.name = shape.name;
    this.length = shape.length;
    this.wordBits = shape.wordBits;
    this.shift = Math.log2(shape.wordBits);
    this.mask = shape.wordBits - 1;
    this.words = new Uint32Array(Math.ceil(shape.length / shape.wordBits));
    this.footprint = shared.footprint;
    const { name: owner, length: count, pageOf, sharing = 'guarded' } = shape;
    this.cell = shared.footprint.reserve({ owner, count, pageOf, sharing });
    shared.objects.push(this);
  }

  /** Makes the bitmap accessible, with every bit clear. */
  allocate(): void {
    this.footprint.noteWrites(this.cell, this.length);
    this.limit = this.length;
    this.words.fill(0);
  }

  /** From now on every access throws. */
  free(): void {
    this.footprint.noteWrites(this.cell, this.length);
    this.limit = 0;
  }

  reset(): void {
    this.free();
  }

  test(index: number): boolean {
    this.check(index);
    this.footprint.noteRead(this.cell + index);
    return this.bit(index);
  }

  set(index: number): void {
    this.check(index);
    this.footprint.noteWrite(this.cell + index);
    const word = index >>> this.shift;
    this.words[word] = (this.words[word] as number) | (1 << (index & this.mask));
  }

  unset(index: number): void {
    this.check(index);
    this.footprint.noteWrite(this.cell + index);
    const word = index >>> this.shift;
    this.words[word] = (this.words[word] as number) & ~(1 << (index & this.mask));
  }

  assign(index: number, isSet: boolean): void {
    if (isSet) this.set(index);
    else this.unset(index);
  }

  /** Clears one bit and tells whether it was set. */
  takeBit(index: number): boolean {
    const wasSet = this.test(index);
    if (wasSet) this.unset(index);
    return wasSet;
  }

  /** The bits of one word. */
  word(word: number): number {
    const first = word << this.shift;
    this.check(first);
    this.footprint.noteReads(this.cell + first, this.bitsFrom(first));
    return this.words[word] as number;
  }

  setWord(word: number, bits: number): void {
    const first = word << this.shift;
    this.check(first);
    this.footprint.noteWrites(this.cell + first, this.bitsFrom(first));
    this.words[word] = bits;
  }

  orWord(word: number, bits: number): void {
    this.setWord(word, this.word(word) | bits);
  }

  /** Clears one word and returns its former bits, as one indivisible exchange. */
  takeWord(word: number): number {
    const bits = this.word(word);
    if (bits !== 0) this.setWord(word, 0);
    return bits;
  }

  setAll(): void {
    for (let word = 0; word < this.words.length; word++) this.setWord(word, this.wordOfOnes(word));
  }

  clearAll(): void {
    for (let word = 0; word < this.words.length; word++) this.setWord(word, 0);
  }

  /** The first set bit in `[from, end)`, or `end`. Reads no bit after the one that it finds. */
  findNext(from: number, end: number): number {
    let index = from;
    while (index < end) {
      this.check(index);
      if (this.bit(index)) break;
      index++;
    }
    const read = Math.min(index + 1, end) - from;
    if (read > 0) this.footprint.noteReads(this.cell + from, read);
    return index < end ? index : end;
  }

  /** The bit, for an observer between two steps: clear while not allocated; leaves no footprint. */
  peek(index: number): boolean {
    return this.limit > 0 && this.bit(index);
  }

  private bit(index: number): boolean {
    const word = this.words[index >>> this.shift] as number;
    return ((word >>> (index & this.mask)) & 1) === 1;
  }

  /** A full word: every bit is set, except those past the end of the bitmap. */
  private wordOfOnes(word: number): number {
    return 2 ** this.bitsFrom(word << this.shift) - 1;
  }

  /** The number of bits in the word that begins at `first`: the last word may have fewer. */
  private bitsFrom(first: number): number {
    return Math.min(this.wordBits, this.length - first);
  }

  private check(index: number): void {
    // A negative index becomes a very large one.
    if (index >>> 0 >= this.limit)
      throw new RangeError(
        `${this.name}: bit ${index} of ${this.limit}${this.limit === 0 ? ' (not allocated)' : ''}`,
      );
  }
}
