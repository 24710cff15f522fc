/**
 * The search for the next dirty page (ram_find_and_save_block, find_dirty_block): one that somebody
 * waits for; otherwise the host page that was interrupted for such a one; otherwise on from where the
 * last one was sent, over the end of the block into the next one and around once. The caller holds
 * `bitmap_mutex`.
 */
import type { RamBlock } from '../memory/ram-block.ts';
import { tracepoint } from '../../tracepoints.ts';
import type { PageSender } from './page-sender.ts';
import type { PageLocation } from './place.ts';
import type { Preempt } from '../mechanisms/preempt/preempt.ts';
import type { Source } from './source.ts';

/** From this page on, a host page is to be sent. */
export interface FoundPage extends PageLocation {
  readonly sender: PageSender;
  /** Somebody waits for it: it is not interrupted. */
  readonly isUrgent: boolean;
}

/** @returns the next dirty page, or `undefined` if none is left anywhere */
export function findDirty(source: Source): FoundPage | undefined {
  return findRequested(source) ?? findInterrupted(source) ?? findNext(source);
}

/**
 * From the cursor on. A hint moves where the search begins and with it where it ends, so that no page
 * between the two is left out.
 */
function findNext({ ram, preempt, sender, trace }: Source): FoundPage | undefined {
  const { blocks, searchBlock, searchPage } = ram;
  const hint = preempt?.hint.take();
  if (hint !== undefined)
    trace.emit(tracepoint.postcopy_preempt_hint, hint.block.firstPage + hint.page);
  const firstBlock = hint?.block.index ?? searchBlock.get();
  let from = hint?.page ?? searchPage.get();
  // One visit more than there are blocks: the first one is seen from the cursor on, and once more.
  for (let visit = 0; visit <= blocks.length; visit++) {
    const block = blocks[(firstBlock + visit) % blocks.length] as RamBlock;
    const page = block.dirty.findNext(from, block.usedPages);
    if (page < block.usedPages) {
      searchBlock.set(block.index);
      trace.emit(tracepoint.ram_find_dirty, block.firstPage + page);
      return { block, page, sender, isUrgent: false };
    }
    from = 0;
  }
  return undefined;
}

/**
 * The next page of a request that is still dirty (get_queued_page): what has been sent since it was
 * asked for is passed over, or it would overwrite what the guest has made of it on the other side.
 */
function findRequested(source: Source): FoundPage | undefined {
  const { requests, ram, preempt, sender, trace } = source;
  for (let next = requests.take(); next !== undefined; next = requests.take()) {
    const { block, page } = next;
    const isDirty = block.dirty.test(page);
    trace.emit(tracepoint.get_queued_page, block.firstPage + page, isDirty ? 1 : 0);
    if (!isDirty) continue;
    ram.searchBlock.set(block.index);
    // Its first half has gone over the main channel already: the rest must go there too, and at once.
    if (preempt?.interrupted.isInHostPageOf(next) === true) return restore(source, preempt, true);
    return { ...next, sender: preempt?.sender ?? sender, isUrgent: true };
  }
  return undefined;
}

function findInterrupted(source: Source): FoundPage | undefined {
  const { preempt } = source;
  return preempt === undefined ? undefined : restore(source, preempt, false);
}

/** Goes on with the host page that was interrupted, if there is one (postcopy_preempt_restore). */
function restore(
  { ram, sender, trace }: Source,
  { interrupted }: Preempt,
  isUrgent: boolean,
): FoundPage | undefined {
  const location = interrupted.take();
  if (location === undefined) return undefined;
  const { block, page } = location;
  ram.searchBlock.set(block.index);
  trace.emit(tracepoint.postcopy_preempt_restored, block.firstPage + page, isUrgent ? 1 : 0);
  return { block, page, sender, isUrgent };
}
