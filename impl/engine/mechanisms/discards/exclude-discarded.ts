/**
 * Excludes memory that is not plugged in (virtio-mem) from the migration
 * (ramblock_dirty_bitmap_clear_discarded_pages). Must run after the first sync: only a fetched log can be
 * cleared.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { Source } from '../../source/source.ts';
import { clearLogChunk } from '../../source/take-dirty.ts';

/** The caller holds the BQL. */
export function* excludeDiscarded(thread: Thread, source: Source): Steps {
  const { ram, bitmapMutex, trace } = source;
  if (ram.blocks.every(({ discardedPages }) => discardedPages.length === 0)) return;
  yield thread.acquire(bitmapMutex);
  for (const block of ram.blocks)
    for (const page of block.discardedPages) {
      clearLogChunk(source, block, page);
      if (block.dirty.takeBit(page)) ram.dirtyPageCount.add(-1);
      trace.emit(tracepoint.ram_clear_discarded_page, block.firstPage + page);
    }
  bitmapMutex.release(thread);
}
