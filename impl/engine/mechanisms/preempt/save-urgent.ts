/**
 * Two senders: the return-path thread itself sends a requested host page at once, on the preempt channel
 * (ram_save_host_page_urgent). A host page travels on one channel only, so this thread skips a host page
 * that the migration thread is already sending.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { Preempt } from './preempt.ts';
import type { PageRequest } from '../postcopy/request-queue.ts';
import { saveHostPage } from '../../source/save-host-page.ts';
import type { Source } from '../../source/source.ts';

export function* saveUrgent(
  thread: Thread,
  source: Source,
  preempt: Preempt,
  { block, page: from, pages }: PageRequest,
): Steps {
  const { bitmapMutex, trace } = source;
  const { sender, sending, hint, nothingUrgent } = preempt;
  nothingUrgent.set(false);
  yield thread.acquire(bitmapMutex);
  let end = from;
  for (let first = from; first < from + pages; first = end) {
    end = block.hostPageEnd(first);
    if (sending.isInHostPageOf({ block, page: first })) {
      trace.emit(tracepoint.postcopy_preempt_hit, block.firstPage + first);
      continue;
    }
    const page = block.dirty.findNext(first, end);
    if (page === end) continue;
    trace.emit(tracepoint.postcopy_preempt_send_host_page, block.firstPage + first);
    yield* saveHostPage(thread, source, { block, page, sender, isUrgent: true });
  }
  if (end < block.usedPages) hint.set({ block, page: end });
  bitmapMutex.release(thread);
  nothingUrgent.set(true);
}
