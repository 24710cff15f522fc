/**
 * Keeps hints away from syncs (virtio_balloon_free_page_hint_notify). A hint is valid only if no sync has
 * run since the guest was asked: a write that a sync has moved from the log to the dirty bitmap is recorded
 * nowhere else, and the hint would erase it.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { PrecopyNotifier } from '../../source/precopy-notifier.ts';
import type { Source } from '../../source/source.ts';
import { clearLogChunk } from '../../source/take-dirty.ts';
import type { Hints } from './hints.ts';
import { ALL_DONE, hintStatus, STOP_REPORTING } from './hints.ts';

export function hintNotifier(source: Source, hints: Hints): PrecopyNotifier {
  return {
    beforeSync: (thread) => stop(thread, source, hints),
    *afterSync(thread) {
      // A stopped guest cannot give hints.
      if (source.machine.isRunning) yield* start(thread, source, hints);
      else yield* done(thread, source, hints);
    },
    *cleanUp(thread) {
      yield* done(thread, source, hints);
      // What is freed next must not be in use by a hint.
      yield thread.wait(hints.quiet, 'await hint');
    },
  };
}

/** Waits for a hint in progress; afterwards no hint is accepted until the guest has been asked again. */
function* stop(thread: Thread, { trace }: Source, hints: Hints): Steps {
  const { lock, status } = hints;
  yield thread.acquire(lock);
  const now = status.get();
  if (now === hintStatus.requested || now === hintStatus.start) {
    status.set(hintStatus.stop);
    hints.publish(STOP_REPORTING);
    trace.emit(tracepoint.virtio_balloon_free_page_stop);
  }
  lock.release(thread);
}

/**
 * Clears the log and arms every page before the guest is asked: a write after the guest has reported a page
 * is then logged, and the hint does not clear the log.
 */
function* start(thread: Thread, source: Source, hints: Hints): Steps {
  const { ram, bitmapMutex, trace } = source;
  yield thread.acquire(bitmapMutex);
  for (const block of ram.blocks)
    for (let page = 0; page < block.usedPages; page += block.chunkPages)
      clearLogChunk(source, block, page);
  bitmapMutex.release(thread);
  yield thread.acquire(hints.lock);
  const id = hints.nextId();
  hints.status.set(hintStatus.requested);
  hints.publish(id);
  trace.emit(tracepoint.virtio_balloon_free_page_start, id);
  hints.lock.release(thread);
}

/** Ends the hints: the guest may take its pages back (virtio_balloon_free_page_done). */
function* done(thread: Thread, { trace }: Source, hints: Hints): Steps {
  const { lock, status } = hints;
  yield thread.acquire(lock);
  if (status.get() !== hintStatus.done) {
    status.set(hintStatus.done);
    hints.publish(ALL_DONE);
    trace.emit(tracepoint.virtio_balloon_free_page_done);
  }
  lock.release(thread);
}
