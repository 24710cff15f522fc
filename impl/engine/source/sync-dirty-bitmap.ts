/**
 * A sync: finds out which pages the guest has dirtied (migration_bitmap_sync in migration/ram.c). The caller
 * holds the BQL. Unlike upstream, a sync waits for writers between trap and store before it releases
 * `bitmap_mutex`: a background sync runs beside the migration thread, which could otherwise take and read
 * such a page before the unlogged store lands in it.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';
import type { SyncKind } from '../../tracepoints.ts';
import { syncKinds, tracepoint } from '../../tracepoints.ts';
import { mergeLog } from './merge-log.ts';
import type { Source } from './source.ts';

/** @returns how many pages must still be sent, as of the end of the sync */
export function* syncDirtyBitmap(thread: Thread, source: Source, kind: SyncKind): Steps<number> {
  const { ram, log, trace, options } = source;
  const kindNumber = syncKinds.indexOf(kind);
  for (const notifier of source.notifiers) yield* notifier.beforeSync(thread);
  trace.emit(tracepoint.migration_bitmap_sync_start, kindNumber, thread.id);
  for (const block of ram.blocks) {
    log.fetch(block);
    trace.emit(tracepoint.memory_region_sync_dirty, block.index);
  }

  yield thread.acquire(source.bitmapMutex);
  let newPages = 0;
  for (const block of ram.blocks) {
    const merged = mergeLog(block, log, { kind, wordBits: options.wordBits });
    ram.dirtyPageCount.add(merged.addedPages);
    newPages += merged.newPages;
    trace.emit(tracepoint.ramblock_sync_dirty_bitmap, block.index, kindNumber, merged.newPages);
  }

  if (log.isStoreBlind) {
    yield thread.about('rearm');
    log.rearm();
    trace.emit(tracepoint.tlb_reset_dirty);
    yield thread.wait(source.machine.trapped.none, 'await stores');
  }
  const pendingPages = ram.dirtyPageCount.get();
  source.bitmapMutex.release(thread);
  trace.emit(tracepoint.migration_bitmap_sync_end, kindNumber, newPages);
  for (const notifier of source.notifiers) yield* notifier.afterSync(thread);
  return pendingPages;
}

/** The kind of an iteration sync: `modern-iteration` once a background sync may have parked pages. */
export function iterationKind(source: Source): SyncKind {
  return source.ram.hasParked.get() === 1 ? 'modern-iteration' : 'legacy-iteration';
}
