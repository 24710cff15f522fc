/**
 * The migration thread of the source (migration_thread): setup; iterations until the dirty pages fit into
 * the allowed downtime; then stop-and-copy, or the switch-over to postcopy and the pages left after it. If
 * the migration is cancelled or fails, the thread restarts the guest.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import { excludeDiscarded } from '../mechanisms/discards/exclude-discarded.ts';
import { saveRest } from '../mechanisms/postcopy/postcopy-save.ts';
import { startPostcopy } from '../mechanisms/postcopy/postcopy-start.ts';
import { isGivenUp } from '../mechanisms/recovery/cancel-paused.ts';
import { saveComplete } from './save-complete.ts';
import { saveIterate } from './save-iterate.ts';
import type { Source } from './source.ts';
import { iterationKind, syncDirtyBitmap } from './sync-dirty-bitmap.ts';

export function* migrationThread(thread: Thread, source: Source): Steps {
  const { state, bql, channel, requested } = source;
  for (;;) {
    yield thread.wait(requested, 'await request');
    yield* saveSetup(thread, source);
    while (state.is('active')) {
      const isPostcopyDue = source.options.postcopy && source.postcopyRequested.get() === 1;
      if (isPostcopyDue || (yield* isConverged(thread, source))) {
        // The switch-over cannot be undone, so a destination that may refuse has to answer first.
        if (source.options.postcopy) yield thread.wait(source.answered, 'await answer');
        yield thread.acquire(bql);
        if (state.is('active'))
          yield* isPostcopyDue ? startPostcopy(thread, source) : saveComplete(thread, source);
        bql.release(thread);
      } else {
        yield* saveIterate(thread, source);
      }
      if (channel.isClosed) state.change('active', 'failing');
    }
    if (state.is('postcopy-device')) yield* saveRest(thread, source);
    yield thread.acquire(bql);
    for (const notifier of source.notifiers) yield* notifier.cleanUp(thread);
    finish(source);
    bql.release(thread);
  }
}

/** Bitmaps first, then the log, then a sync: from here on every write is recorded somewhere. */
function* saveSetup(thread: Thread, source: Source): Steps {
  yield thread.acquire(source.bql);
  source.ram.allocate();
  source.stream.begin(source.ram.blocks, source.options.postcopy);
  source.log.start();
  source.trace.emit(tracepoint.global_dirty_changed, 1);
  yield thread.about('first sync');
  yield* syncDirtyBitmap(thread, source, iterationKind(source));
  yield* excludeDiscarded(thread, source);
  source.state.change('setup', 'active');
  source.bql.release(thread);
}

/**
 * Whether few enough pages are left to stop the guest (migration_iteration_run). The cheap estimate does
 * not count pages that the guest has dirtied since the last sync, so a low estimate leads to a sync.
 */
function* isConverged(thread: Thread, source: Source): Steps<boolean> {
  const { ram, bql, bitmapMutex, options, trace } = source;
  yield thread.acquire(bitmapMutex);
  const estimate = ram.dirtyPageCount.get();
  bitmapMutex.release(thread);
  trace.emit(tracepoint.migration_iteration, estimate, 0);
  if (estimate > options.switchoverThreshold) return false;
  yield thread.acquire(bql);
  const pending = yield* syncDirtyBitmap(thread, source, iterationKind(source));
  bql.release(thread);
  trace.emit(tracepoint.migration_iteration, pending, 1);
  return pending <= options.switchoverThreshold;
}

/**
 * Ends the migration, however it went (migration_iteration_finish, migrate_fd_cleanup). Its end is told once,
 * when everything is torn down and before the guest runs again.
 */
function finish(source: Source): void {
  const { state, machine, log, ram } = source;
  log.stop();
  source.trace.emit(tracepoint.global_dirty_changed, 0);
  ram.free();
  state.change('cancelling', 'cancelled');
  state.change('failing', 'failed');
  source.trace.emit(tracepoint.migrate_fd_cleanup, state.get());
  // After stop-and-copy the destination may still be reading; after postcopy it has said that it is done.
  if (!state.is('completed') || source.isSatisfied.get() === 1) source.channel.close();
  source.preempt?.sender.channel.close();
  const mayHaveGone = state.is('completed') || state.is('postcopy-paused');
  if (!mayHaveGone && !isGivenUp(source) && !machine.isRunning) machine.start();
  source.requested.set(false);
  source.ended.set(true);
}
