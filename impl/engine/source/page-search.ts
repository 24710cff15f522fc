/**
 * The search for the next dirty page (ram_find_and_save_block, find_dirty_block). A requested page comes
 * first, then a host page that was interrupted for a requested one. Otherwise the search continues after
 * the last page that was sent, block by block, and wraps around once. The caller holds `bitmap_mutex`.
 */
import type { RamBlock } from '../memory/ram-block.ts';
import { tracepoint } from '../../tracepoints.ts';
import type { PageSender } from './page-sender.ts';
import type { PageLocation } from './place.ts';
import type { Preempt } from '../mechanisms/preempt/preempt.ts';
import type { Source } from './source.ts';

/** The dirty page from which a host page is sent. */
export interface FoundPage extends PageLocation {
  readonly sender: PageSender;
  /** The destination waits for it: sending it must not be interrupted. */
  readonly isUrgent: boolean;
}

/** @returns the next dirty page, or `undefined` if none is left anywhere */
export function findDirty(source: Source): FoundPage | undefined {
  return findRequested(source) ?? findInterrupted(source) ?? findNext(source);
}

/**
 * Searches from the cursor. A page hint moves both the start and the end of the search, so that no page
 * between the cursor and the hint is skipped.
 */
function findNext({ ram, preempt, sender, trace }: Source): FoundPage | undefined {
  const { blocks, searchBlock, searchPage } = ram;
  const hint = preempt?.hint.take();
  if (hint !== undefined)
    trace.emit(tracepoint.postcopy_preempt_hint, hint.block.firstPage + hint.page);
  const firstBlock = hint?.block.index ?? searchBlock.get();
  let from = hint?.page ?? searchPage.get();
  // The first block is visited twice: from the cursor on, and at the end from its first page.
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
 * The next requested page that is still dirty (get_queued_page). A page that has been sent since the request
 * is skipped: sending it again would overwrite what the guest has written on the destination.
 */
function findRequested(source: Source): FoundPage | undefined {
  const { requests, ram, preempt, sender, trace } = source;
  for (let next = requests.take(); next !== undefined; next = requests.take()) {
    const { block, page } = next;
    const isDirty = block.dirty.test(page);
    trace.emit(tracepoint.get_queued_page, block.firstPage + page, isDirty ? 1 : 0);
    if (!isDirty) continue;
    ram.searchBlock.set(block.index);
    // The first part of its host page has gone over the main channel: the rest must follow there, at once.
    if (preempt?.interrupted.isInHostPageOf(next) === true) return restore(source, preempt, true);
    return { ...next, sender: preempt?.sender ?? sender, isUrgent: true };
  }
  return undefined;
}

function findInterrupted(source: Source): FoundPage | undefined {
  const { preempt } = source;
  return preempt === undefined ? undefined : restore(source, preempt, false);
}

/** Resumes the interrupted host page, if there is one (postcopy_preempt_restore). */
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
