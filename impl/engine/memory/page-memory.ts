/**
 * The RAM of one host as bytes. A guest store fills a page with one 32-bit version number, fresh
 * for every store that is not of zeros, so a page can be told from every other page and from every
 * older copy of itself, and a torn page (two versions) from both.
 */
import type { Footprint } from '../../runtime/footprint.ts';
import type { Shared } from '../../runtime/shared.ts';

export class PageMemory {
  readonly pageBytes: number;
  /** 32-bit words per page; even, so that a page has two halves. */
  readonly pageWords: number;
  private readonly words: Int32Array;
  private readonly pages: number;
  private readonly footprint: Footprint;
  private readonly cell: number;

  constructor(name: string, shape: { pages: number; pageBytes: number }, shared: Shared) {
    if (shape.pageBytes % 8 !== 0)
      throw new Error(`a page of ${shape.pageBytes} bytes has no halves`);
    this.pageBytes = shape.pageBytes;
    this.pageWords = shape.pageBytes / 4;
    this.pages = shape.pages;
    this.words = new Int32Array(shape.pages * this.pageWords);
    this.footprint = shared.footprint;
    this.cell = shared.footprint.reserve(name, shape.pages, (page) => page);
  }

  /** Zeros everywhere, as fresh memory is. */
  clear(): void {
    this.footprint.noteWrite(this.cell, this.pages);
    this.words.fill(0);
  }

  /** A guest store: the whole page becomes `version`; version 0 makes it a zero page. */
  store(page: number, version: number): void {
    const first = this.firstWord(page);
    this.footprint.noteWrite(this.cell + page, 1);
    this.words.fill(version, first, first + this.pageWords);
  }

  /** A guest load: the version that the page holds. */
  load(page: number): number {
    const first = this.firstWord(page);
    this.footprint.noteRead(this.cell + page, 1);
    return this.words[first] as number;
  }

  /** Copies one half of a page (0 or 1) into a private buffer of a page's size. */
  readHalf(page: number, half: number, into: Int32Array): void {
    const first = this.firstWord(page);
    this.footprint.noteRead(this.cell + page, 1);
    const halfWords = this.pageWords >>> 1;
    const end = (half + 1) * halfWords;
    for (let word = half * halfWords; word < end; word++)
      into[word] = this.words[first + word] as number;
  }

  /** Overwrites a page with little-endian bytes from `bytes[at]` on. */
  writePage(page: number, bytes: Uint8Array, at: number): void {
    const first = this.firstWord(page);
    this.footprint.noteWrite(this.cell + page, 1);
    for (let word = 0; word < this.pageWords; word++) {
      const byte = at + word * 4;
      this.words[first + word] =
        (bytes[byte] as number) |
        ((bytes[byte + 1] as number) << 8) |
        ((bytes[byte + 2] as number) << 16) |
        ((bytes[byte + 3] as number) << 24);
    }
  }

  writeZeros(page: number): void {
    this.store(page, 0);
  }

  /** One 32-bit word of a page as an onlooker between two steps sees it. */
  peekWord(page: number, word: number): number {
    return this.words[this.firstWord(page) + word] as number;
  }

  private firstWord(page: number): number {
    if (page < 0 || page >= this.pages) throw new RangeError(`page ${page} of ${this.pages}`);
    return page * this.pageWords;
  }
}
