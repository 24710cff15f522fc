/**
 * The switch-over to postcopy (postcopy_start): stops the guest, does one last sync, tells the destination
 * to discard the pages that will be sent again, and sends everything that it needs to take over as one
 * package. Once the package is sent, the source never runs again.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { RamBlock } from '../../memory/ram-block.ts';
import { DISCARD_RANGES_MAX } from '../../stream/stream-format.ts';
import type { PageRange } from '../../stream/stream-writer.ts';
import { stopGuest } from '../../source/save-complete.ts';
import type { Source } from '../../source/source.ts';
import { iterationKind, syncDirtyBitmap } from '../../source/sync-dirty-bitmap.ts';

/** The caller holds the BQL, and keeps it. */
export function* startPostcopy(thread: Thread, source: Source): Steps {
  const { state, machine, ram, stream, channel, preempt, bitmapMutex, trace } = source;
  // The destination has answered on the main channel, so the next connection must be the preempt channel.
  if (preempt?.hasTwoSenders === true) preempt.connect();
  yield* stopGuest(thread, machine);
  if (!state.change('active', 'device')) return;

  yield* syncDirtyBitmap(thread, source, iterationKind(source));
  yield thread.acquire(bitmapMutex);
  ram.isLastStage.set(1);
  // The search must not continue in the middle of a host page.
  ram.searchFromStart();
  stream.forgetBlock();
  for (const block of ram.blocks) {
    const addedPages = completeHostPages(block);
    ram.dirtyPageCount.add(addedPages);
    trace.emit(tracepoint.postcopy_chunk_hostpages, block.index, addedPages);
  }
  for (const block of ram.blocks) yield* sendDiscards(thread, source, block);
  bitmapMutex.release(thread);

  yield thread.wait(channel.writable, 'send package');
  // Passing the point of no return and sending the package are one step, as in stop-and-copy.
  const isLost = channel.isClosed || preempt?.sender.channel.isClosed === true;
  const saved = isLost ? undefined : source.failures.save(machine);
  if (saved === undefined) state.change('device', 'failing');
  else if (state.change('device', 'postcopy-device')) {
    stream.package(saved);
    trace.emit(tracepoint.savevm_send_packaged);
  }
}

/**
 * Makes each partly dirty host page dirty as a whole (postcopy_chunk_hostpages_pass), since the destination
 * can discard and place only whole host pages.
 *
 * @returns the number of target pages that were not dirty before
 */
function completeHostPages(block: RamBlock): number {
  const { dirty, usedPages } = block;
  let addedPages = 0;
  for (let first = 0; first < usedPages; first = block.hostPageEnd(first)) {
    const end = block.hostPageEnd(first);
    if (dirty.findNext(first, end) === end) continue;
    for (let page = first; page < end; page++) {
      if (dirty.test(page)) continue;
      dirty.set(page);
      addedPages++;
    }
  }
  return addedPages;
}

/** The destination must discard exactly the dirty pages: those never sent, or written since. */
function* sendDiscards(thread: Thread, { channel, stream, trace }: Source, block: RamBlock): Steps {
  const ranges = [...dirtyRanges(block)];
  while (ranges.length > 0) {
    yield thread.wait(channel.writable, 'send discards');
    const some = ranges.splice(0, DISCARD_RANGES_MAX);
    stream.discard(block, some);
    for (const { first, pages } of some) {
      trace.emit(tracepoint.postcopy_send_discard_bm_ram, block.firstPage + first, pages);
      for (let page = first; page < first + pages; page++)
        trace.emit(tracepoint.postcopy_discard_page, block.firstPage + page);
    }
  }
}

function* dirtyRanges({ dirty, usedPages }: RamBlock): Generator<PageRange> {
  let first = dirty.findNext(0, usedPages);
  while (first < usedPages) {
    let end = first;
    while (end < usedPages && dirty.test(end)) end++;
    yield { first, pages: end - first };
    first = dirty.findNext(end, usedPages);
  }
}
