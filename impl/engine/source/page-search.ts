/**
 * The search for the next dirty page (find_dirty_block): on from where the last one was sent, over
 * the end of the block into the next one and around once. The caller holds `bitmap_mutex`.
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
