/**
 * The RAM of one host as bytes. A guest store fills a page with one 32-bit version number, which is unique
 * to that store unless it writes zeros. So a page differs from every other page and from every older copy
 * of itself, and a torn page (two versions) is recognisable.
 */
import type { Footprint } from '../../runtime/footprint.ts';
import type { Shared } from '../../runtime/shared.ts';

export class PageMemory {
  readonly pageBytes: number;
  private readonly bytes: Uint8Array;
  /** The same bytes, as little-endian words on any machine. */
  private readonly words: DataView;
  private readonly pages: number;
  private readonly footprint: Footprint;
  private readonly cell: number;

  constructor(name: string, shape: { pages: number; pageBytes: number }, shared: Shared) {
    this.pageBytes = shape.pageBytes;
    this.pages = shape.pages;
    this.bytes = new Uint8Array(shape.pages * shape.pageBytes);
    this.words = new DataView(this.bytes.buffer);
    this.footprint = shared.footprint;
    // The guest, devices and the sender access pages without a common lock: a torn page is sent again.
    this.cell = shared.footprint.reserve({
      owner: name,
      count: shape.pages,
      pageOf: (page) => page,
      sharing: 'atomic',
    });
  }

  /** Sets every page to zeros, as in fresh memory. */
  clear(): void {
    this.footprint.noteWrites(this.cell, this.pages);
    this.bytes.fill(0);
  }

  /** A guest store: the whole page becomes `version`; version 0 makes it a zero page. */
  store(page: number, version: number): void {
    const first = this.firstByte(page);
    this.footprint.noteWrite(this.cell + page);
    this.words.setInt32(first, version, true);
    // Repeats the page's first word.
    for (let done = 4; done < this.pageBytes; done *= 2)
      this.bytes.copyWithin(first + done, first, first + Math.min(done, this.pageBytes - done));
  }

  /** A guest load: the version that the page holds. */
  load(page: number): number {
    const first = this.firstByte(page);
    this.footprint.noteRead(this.cell + page);
    return this.words.getInt32(first, true);
  }

  /** Copies one half of a page (0 or 1) into a private buffer of a page's size. */
  readHalf(page: number, half: number, into: Uint8Array): void {
    const halfBytes = this.pageBytes / 2;
    const from = half * halfBytes;
    const first = this.firstByte(page) + from;
    this.footprint.noteRead(this.cell + page);
    into.set(this.bytes.subarray(first, first + halfBytes), from);
  }

  /** Overwrites a page with `pageBytes` bytes. */
  writePage(page: number, content: Uint8Array): void {
    const first = this.firstByte(page);
    this.footprint.noteWrite(this.cell + page);
    this.bytes.set(content, first);
  }

  /** One 32-bit word of a page, for an observer between two steps; leaves no footprint. */
  peekWord(page: number, word: number): number {
    return this.words.getInt32(page * this.pageBytes + word * 4, true);
  }

  private firstByte(page: number): number {
    if (page >>> 0 >= this.pages) throw new RangeError(`page ${page} of ${this.pages}`);
    return page * this.pageBytes;
  }
}
