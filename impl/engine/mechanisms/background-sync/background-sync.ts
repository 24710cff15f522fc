/**
 * Syncs periodically in the middle of a pass, beside the migration thread: either to measure the dirty rate
 * without touching the dirty bitmap (the 2024 series, which parks the pages it finds), or as an ordinary
 * sync (QEMU 9.2, which merges). While the thread waits for the BQL, the migration may end or the guest may
 * be stopped for good, so it tests the status once it has the lock.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import type { Tick } from '../../../runtime/tick.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { Source } from '../../source/source.ts';
import { iterationKind, syncDirtyBitmap } from '../../source/sync-dirty-bitmap.ts';

export function* backgroundSync(thread: Thread, source: Source, tick: Tick): Steps {
  const { bql, state, ram, options } = source;
  for (;;) {
    yield thread.wait(tick, 'await timer');
    tick.take();
    yield thread.acquire(bql);
    if (!state.is('active')) {
      source.trace.emit(tracepoint.background_sync_skipped, state.get());
    } else if (options.backgroundSync === 'park') {
      ram.hasParked.set(1);
      yield* syncDirtyBitmap(thread, source, 'background');
    } else {
      yield* syncDirtyBitmap(thread, source, iterationKind(source));
    }
    bql.release(thread);
  }
}
