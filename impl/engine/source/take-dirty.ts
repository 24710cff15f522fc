/**
 * Takes one page for sending (migration_bitmap_clear_dirty): first clears and re-arms the log of its whole
 * chunk, then clears its dirty bit; only afterwards may its content be read. That read sees every write
 * before the re-arm, and every write after it is logged again. The caller holds `bitmap_mutex`.
 */
import type { RamBlock } from '../memory/ram-block.ts';
import { tracepoint } from '../../tracepoints.ts';
import type { PageSender } from './page-sender.ts';
import type { PageLocation } from './place.ts';
import type { Source } from './source.ts';

export function takeDirty(
  source: Source,
  { block, page }: PageLocation,
  { number }: PageSender,
): void {
  clearLogChunk(source, block, page);
  block.dirty.unset(page);
  source.ram.dirtyPageCount.add(-1);
  source.trace.emit(tracepoint.ram_take_dirty, block.firstPage + page, number);
}

export function clearLogChunk(source: Source, block: RamBlock, page: number): void {
  if (source.ram.isLastStage.get() === 1) return;
  const chunk = Math.floor(page / block.chunkPages);
  if (!block.clearPending.takeBit(chunk)) return;
  const first = chunk * block.chunkPages;
  const pages = Math.min(block.chunkPages, block.usedPages - first);
  source.log.clear(block.offset + first, pages);
  source.trace.emit(tracepoint.migration_bitmap_clear_dirty, block.firstPage + first, pages);
}
