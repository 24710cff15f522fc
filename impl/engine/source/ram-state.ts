/**
 * The source's state of the RAM that it sends (RAMState in migration/ram.c). From the end of setup until
 * `free`, `bitmap_mutex` protects everything here but the sync mode. The BQL protects the sync mode,
 * allocation and freeing.
 */
import { Cell } from '../../runtime/cell.ts';
import type { Shared } from '../../runtime/shared.ts';
import type { RamBlock } from '../memory/ram-block.ts';

export class RamState {
  readonly blocks: readonly RamBlock[];
  /** The number of bits set in all dirty bitmaps (migration_dirty_pages). */
  readonly dirtyPageCount: Cell;
  /** Where the search for the next page to send continues (last_seen_block, last_page). */
  readonly searchBlock: Cell;
  readonly searchPage: Cell;
  /** A background sync has run in this migration: iteration syncs merge the parked pages. */
  readonly hasParked: Cell;
  /** The guest is stopped for good: the hypervisor's log is not read again. */
  readonly isLastStage: Cell;

  constructor(blocks: readonly RamBlock[], shared: Shared) {
    this.blocks = blocks;
    this.dirtyPageCount = new Cell('dirty page count', shared);
    this.searchBlock = new Cell('search cursor', shared);
    this.searchPage = new Cell('search cursor', shared);
    this.hasParked = new Cell('sync mode', shared);
    this.isLastStage = new Cell('last stage', shared);
  }

  /** Sets every dirty bit and resets the cursor: nothing survives from an earlier migration. */
  allocate(): void {
    this.dirtyPageCount.set(0);
    for (const block of this.blocks) {
      block.allocateBitmaps();
      this.dirtyPageCount.add(block.usedPages);
    }
    this.searchFromStart();
    this.hasParked.set(0);
    this.isLastStage.set(0);
  }

  /** The next search begins at the first page of the first block. */
  searchFromStart(): void {
    this.searchBlock.set(0);
    this.searchPage.set(0);
  }

  free(): void {
    for (const block of this.blocks) block.freeBitmaps();
  }
}
