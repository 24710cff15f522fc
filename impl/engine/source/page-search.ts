/**
 * The search for the next dirty page (ram_find_and_save_block, find_dirty_block): one that somebody
 * waits for; otherwise on from where the last one was sent, over the end of the block into the next
 * one and around once. The caller holds `bitmap_mutex`.
 */
import type { RamBlock } from '../memory/ram-block.ts';
import { tracepoint } from '../../tracepoints.ts';
import type { Source } from './source.ts';

export interface PageLocation {
  readonly block: RamBlock;
  readonly page: number;
}

/** @returns the next dirty page, or `undefined` if none is left anywhere */
export function findDirty(source: Source): PageLocation | undefined {
  const urgent = findRequested(source);
  if (urgent !== undefined) return urgent;
  const { blocks, searchBlock, searchPage } = source.ram;
  const firstBlock = searchBlock.get();
  let from = searchPage.get();
  // One visit more than there are blocks: the first one is seen from the cursor on, and once more.
  for (let visit = 0; visit <= blocks.length; visit++) {
    const block = blocks[(firstBlock + visit) % blocks.length] as RamBlock;
    const page = block.dirty.findNext(from, block.usedPages);
    if (page < block.usedPages) {
      searchBlock.set(block.index);
      source.trace.emit(tracepoint.ram_find_dirty, block.firstPage + page);
      return { block, page };
    }
    from = 0;
  }
  return undefined;
}

/**
 * The next page of a request that is still dirty (get_queued_page): what has been sent since it was
 * asked for is passed over, or it would overwrite what the guest has made of it on the other side.
 */
function findRequested({ requests, ram, trace }: Source): PageLocation | undefined {
  for (let next = requests.take(); next !== undefined; next = requests.take()) {
    const { block, page } = next;
    const isDirty = block.dirty.test(page);
    trace.emit(tracepoint.get_queued_page, block.firstPage + page, isDirty ? 1 : 0);
    if (!isDirty) continue;
    ram.searchBlock.set(block.index);
    return next;
  }
  return undefined;
}
