/**
 * Sends the dirty target pages of one host page, from the page that the search found to the end of the host
 * page (ram_save_host_page). The caller holds `bitmap_mutex` all the time, as in commit 63268c4970, unless
 * another thread sends urgent pages: then the mutex is released around each page.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import type { FoundPage } from './page-search.ts';
import type { PageSender } from './page-sender.ts';
import type { PageLocation } from './place.ts';
import type { Preempt } from '../mechanisms/preempt/preempt.ts';
import type { Source } from './source.ts';
import { takeDirty } from './take-dirty.ts';

export function* saveHostPage(thread: Thread, source: Source, from: FoundPage): Steps {
  const { block, sender } = from;
  const end = block.hostPageEnd(from.page);
  const other = otherSender(source, sender);
  other?.sending.set(from);
  let { page } = from;
  while (page < end && !isInterrupted(source, from, page)) {
    takeDirty(source, { block, page }, sender);
    if (other === undefined) yield* sendPage(thread, source, sender, { block, page });
    else yield* sendUnlocked(thread, source, other, { block, page });
    page = block.dirty.findNext(page + 1, end);
    if (page < end && other === undefined) yield thread.about('take', block.firstPage + page);
  }
  other?.sending.clear();
  // The search cursor belongs to the migration thread.
  if (sender === source.sender || source.preempt?.hasTwoSenders === false)
    source.ram.searchPage.set(page);
}

/**
 * The sender that may run beside the migration thread (postcopy_preempt_active). Under `bitmap_mutex` it
 * finds out which host page the migration thread is sending, and does not touch that one.
 */
function otherSender(source: Source, sender: PageSender): Preempt | undefined {
  const { preempt, state } = source;
  const isBeside = preempt?.hasTwoSenders === true && sender !== preempt.sender;
  return isBeside && state.isInPostcopy() ? preempt : undefined;
}

/** Releases the mutex while the page is read and sent, and until no urgent page waits to be sent. */
function* sendUnlocked(
  thread: Thread,
  source: Source,
  { nothingUrgent }: Preempt,
  location: PageLocation,
): Steps {
  source.bitmapMutex.release(thread);
  yield* sendPage(thread, source, source.sender, location);
  yield thread.wait(nothingUrgent, 'stand back');
  yield thread.acquire(source.bitmapMutex);
}

function* sendPage(
  thread: Thread,
  source: Source,
  sender: PageSender,
  { block, page }: PageLocation,
): Steps {
  const densePage = block.firstPage + page;
  if (source.options.splitReads) {
    yield thread.about('read', densePage);
    sender.readHalf(densePage, 0);
    yield thread.wait(sender.channel.writable, 'send', densePage);
  } else {
    yield thread.wait(sender.channel.writable, 'send', densePage);
    sender.readHalf(densePage, 0);
  }
  sender.readHalf(densePage, 1);
  sender.save(block, page);
}

/**
 * Single sender: interrupts a host page of several target pages, and remembers it, if another page has
 * been requested (postcopy_needs_preempt).
 */
function isInterrupted(
  { preempt, state, requests, trace }: Source,
  { block, isUrgent }: FoundPage,
  page: number,
): boolean {
  if (preempt === undefined || preempt.hasTwoSenders || isUrgent) return false;
  if (!state.isInPostcopy() || requests.isEmpty()) return false;
  preempt.interrupted.set({ block, page });
  trace.emit(tracepoint.postcopy_preempt_triggered, block.firstPage + page);
  return true;
}
