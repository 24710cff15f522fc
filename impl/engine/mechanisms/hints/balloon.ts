/**
 * The balloon device's own thread (virtio_balloon_get_free_page_hints): takes the guest's buffers from the
 * queue. It does not hold the BQL.
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
 * Marks the page as clean (qemu_guest_free_page_hint). The log is not cleared: it records writes since the
 * guest reported the page. QEMU clears the log of the page's chunk too (3143577d6a), and loses such a write
 * if the log was not cleared between the last fetch and the report.
 */
function* hint(thread: Thread, source: Source, densePage: number): Steps {
  const { ram, bitmapMutex, trace } = source;
  const block = ram.blocks.findLast(({ firstPage }) => firstPage <= densePage) as RamBlock;
  yield thread.acquire(bitmapMutex);
  if (isOver(source)) trace.emit(tracepoint.virtio_balloon_free_page_dropped, densePage);
  else leaveOut(source, block, densePage);
  bitmapMutex.release(thread);
}

/** Whether hints come too late, even if the device has not been told yet (migration_is_running). */
function isOver({ state }: Source): boolean {
  return (['completed', 'cancelled', 'failed'] as const).some((status) => state.is(status));
}

function leaveOut({ ram, trace }: Source, block: RamBlock, densePage: number): void {
  const wasDirty = block.dirty.takeBit(densePage - block.firstPage);
  if (wasDirty) ram.dirtyPageCount.add(-1);
  trace.emit(tracepoint.qemu_guest_free_page_hint, densePage, wasDirty ? 1 : 0);
}
