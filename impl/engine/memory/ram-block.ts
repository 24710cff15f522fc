/**
 * A named piece of guest RAM and the bitmaps that its migration needs (RAMBlock in
 * include/system/ramblock.h). Bitmaps are allocated for `pagesMax` and scanned for `usedPages`.
 */
import type { BlockSpec } from '../../scenario.ts';
import { TARGET_PAGE_SIZE } from '../../scenario.ts';
import { NO_PAGE } from '../../runtime/footprint.ts';
import type { Shared } from '../../runtime/shared.ts';
import { Bitmap } from './bitmap.ts';

export interface BlockPlace {
  readonly index: number;
  /** Dense index of the block's first page. */
  readonly firstPage: number;
  readonly wordBits: number;
}

export class RamBlock {
  readonly name: string;
  readonly index: number;
  readonly firstPage: number;
  /** Position in RAM address space, in target pages. */
  readonly offset: number;
  readonly usedPages: number;
  readonly pagesMax: number;
  readonly hostPageSize: number;
  readonly chunkPages: number;
  /** Pages that are not plugged in (whole host pages only). */
  readonly discardedPages: readonly number[];
  /** Pages before page 0 that are not plugged in: on the wire, page 0 has this number. */
  readonly pagesBefore: number;

  /** Pages that must still be sent (bmap). */
  readonly dirty: Bitmap;
  /** Pages found by a background sync, to be merged by the next iteration sync (iter_bmap). */
  readonly parked: Bitmap;
  /** A copy of `dirty` as of the last background sync (shadow_bmap). */
  readonly shadow: Bitmap;
  /** Chunks whose fetched log must be cleared before a page of the chunk is sent (clear_bmap). */
  readonly clearPending: Bitmap;

  constructor(spec: BlockSpec, place: BlockPlace, shared: Shared) {
    this.name = spec.name;
    this.index = place.index;
    this.firstPage = place.firstPage;
    this.offset = spec.offset;
    this.usedPages = spec.usedPages;
    this.pagesMax = spec.pagesMax;
    this.hostPageSize = spec.hostPageSize;
    this.chunkPages = spec.chunkPages;
    this.discardedPages = spec.discardedPages;
    this.pagesBefore = spec.pagesBefore ?? 0;
    const pageOf = (index: number): number =>
      index < spec.usedPages ? place.firstPage + index : NO_PAGE;
    const shape = { length: spec.pagesMax, wordBits: place.wordBits, pageOf };
    this.dirty = new Bitmap({ ...shape, name: 'dirty bitmap' }, shared);
    this.parked = new Bitmap({ ...shape, name: 'parked bitmap' }, shared);
    this.shadow = new Bitmap({ ...shape, name: 'shadow bitmap' }, shared);
    const chunks = Math.ceil(spec.pagesMax / spec.chunkPages);
    this.clearPending = new Bitmap(
      { name: 'clear bitmap', length: chunks, wordBits: place.wordBits, pageOf: () => NO_PAGE },
      shared,
    );
  }

  /** Marks every page dirty: an earlier failed migration has consumed log bits, so the log is incomplete. */
  allocateBitmaps(): void {
    for (const bitmap of this.bitmaps()) bitmap.allocate();
    this.dirty.setAll();
  }

  freeBitmaps(): void {
    for (const bitmap of this.bitmaps()) bitmap.free();
  }

  /** Whether whole bitmap words cover exactly this block. */
  takesWordPath(wordBits: number): boolean {
    return this.offset % wordBits === 0 && this.usedPages % wordBits === 0;
  }

  /** End of the host page that contains `page`; a host page smaller than a target page counts as one. */
  hostPageEnd(page: number): number {
    const ratio = Math.max(1, Math.floor(this.hostPageSize / TARGET_PAGE_SIZE));
    const end = Math.min(page - (page % ratio) + ratio, this.usedPages);
    if (!(end > page)) throw new RangeError(`${this.name}: page ${page} is not in the block`);
    return end;
  }

  private bitmaps(): readonly Bitmap[] {
    return [this.dirty, this.parked, this.shadow, this.clearPending];
  }
}
