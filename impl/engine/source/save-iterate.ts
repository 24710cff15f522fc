/**
 * One slice of a pass (ram_save_iterate): sends host pages under `bitmap_mutex` until no page is dirty, or
 * the rate limit or MAX_WAIT is hit, so that other threads get the lock during a pass. Requested pages
 * are sent even beyond the limit.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import { findDirty } from './page-search.ts';
import { saveHostPage } from './save-host-page.ts';
import type { Source } from './source.ts';

export function* saveIterate(thread: Thread, source: Source): Steps {
  yield thread.acquire(source.bitmapMutex);
  source.sliceExpired.set(0);
  source.stream.startPart();
  source.trace.emit(tracepoint.ram_save_slice_start);
  for (let found = findDirty(source); found; found = findDirty(source)) {
    yield* saveHostPage(thread, source, found);
    if (source.sliceExpired.get() === 1 && source.requests.isEmpty()) break;
    yield thread.about('search');
  }
  source.trace.emit(tracepoint.ram_save_slice_end);
  source.stream.endRamSection();
  source.bitmapMutex.release(thread);
}
