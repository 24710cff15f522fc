/**
 * Stop-and-copy (migration_completion, ram_save_complete): stops the guest, does one last sync and sends
 * every page that is dirty. A cancel that comes first wins: the status changes only from the expected
 * value, and nothing is final before it has changed.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import type { Machine } from '../guest/machine.ts';
import { findDirty } from './page-search.ts';
import { saveHostPage } from './save-host-page.ts';
import type { Source } from './source.ts';
import { iterationKind, syncDirtyBitmap } from './sync-dirty-bitmap.ts';

/** The caller holds the BQL, and keeps it. */
export function* saveComplete(thread: Thread, source: Source): Steps {
  const { state, machine, ram, stream, failures, bitmapMutex, trace } = source;
  yield* stopGuest(thread, machine);
  if (!state.change('active', 'device')) return;

  yield* syncDirtyBitmap(thread, source, iterationKind(source));
  yield thread.acquire(bitmapMutex);
  ram.isLastStage.set(1);
  stream.startEnd();
  trace.emit(tracepoint.ram_save_slice_start, 1);
  for (let found = findDirty(source); found; found = findDirty(source)) {
    yield* saveHostPage(thread, source, found);
    yield thread.about('search');
  }
  trace.emit(tracepoint.ram_save_slice_end, 1);
  stream.endRamSection();
  bitmapMutex.release(thread);

  // The point of no return and the end of the stream are one step: as long as the source may run again,
  // the destination has not seen the end of the stream and does not run.
  const saved = source.channel.isClosed ? undefined : failures.save(machine);
  if (saved === undefined) state.change('device', 'failing');
  else if (state.change('device', 'completed')) stream.finish(saved);
}

/** Stops the guest, and waits for the writes that are in progress. */
export function* stopGuest(thread: Thread, machine: Machine): Steps {
  machine.stop();
  yield thread.wait(machine.trapped.none, 'await stores');
  yield thread.wait(machine.unlogged.none, 'await device logs');
}
