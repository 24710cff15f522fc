/**
 * The balloon device's own thread (virtio_balloon_get_free_page_hints): takes what the guest has put into
 * the queue. It does not hold the BQL.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { RamBlock } from '../../memory/ram-block.ts';
import type { Source } from '../../source/source.ts';
import type { Hints } from './hints.ts';
import { hintStatus } from './hints.ts';

export function* balloon(thread: Thread, source: Source, hints: Hints): Steps {
  const { queue, lock, status, command, quiet } = hints;
  const { trace } = source;
  for (;;) {
    quiet.set(true);
    yield thread.wait(queue.filled, 'await buffers');
    yield thread.acquire(lock);
    quiet.set(false);
    const buffer = queue.take();
    const isTaking = status.get() === hintStatus.start;
    if (buffer.kind === 'id') {
      const isAsked = status.get() === hintStatus.requested && buffer.id === command.get();
      if (isAsked) status.set(hintStatus.start);
      trace.emit(tracepoint.virtio_balloon_free_page_hint_id, buffer.id, isAsked ? 1 : 0);
    } else if (buffer.kind === 'stop') {
      if (isTaking) {
        status.set(hintStatus.stop);
        trace.emit(tracepoint.virtio_balloon_free_page_stop);
      }
    } else if (isTaking) yield* hint(thread, source, buffer.page);
    else trace.emit(tracepoint.virtio_balloon_free_page_dropped, buffer.page);
    lock.release(thread);
  }
}

/**
 * The page need not be sent (qemu_guest_free_page_hint). Its log is left alone: what has been written
 * since the guest reported it is recorded there. QEMU clears the log of its chunk too (3143577d6a),
 * and loses such a write where the log was not cleared between the last fetch and the report.
 */
function* hint(thread: Thread, source: Source, densePage: number): Steps {
  const { ram, bitmapMutex, trace } = source;
  const block = ram.blocks.findLast(({ firstPage }) => firstPage <= densePage) as RamBlock;
  yield thread.acquire(bitmapMutex);
  if (isOver(source)) trace.emit(tracepoint.virtio_balloon_free_page_dropped, densePage);
  else leaveOut(source, block, densePage);
  bitmapMutex.release(thread);
}

/** Nobody wants hints any more, be it that the device has not been told (migration_is_running). */
function isOver({ state }: Source): boolean {
  return (['completed', 'cancelled', 'failed'] as const).some((status) => state.is(status));
}

function leaveOut({ ram, trace }: Source, block: RamBlock, densePage: number): void {
  const wasDirty = block.dirty.takeBit(densePage - block.firstPage);
  if (wasDirty) ram.dirtyPageCount.add(-1);
  trace.emit(tracepoint.qemu_guest_free_page_hint, densePage, wasDirty ? 1 : 0);
}
