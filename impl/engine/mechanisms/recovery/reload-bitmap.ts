/**
 * The source's part of the return path in a recovery: takes the received bitmap of a block for its dirty
 * bitmap, inverted (ram_dirty_bitmap_reload), and the acknowledgement of the resume.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { RamBlock } from '../../memory/ram-block.ts';
import type { Source } from '../../source/source.ts';
import {
  BITMAP_END,
  receivedBitmapBytes,
  RESUME_ACKNOWLEDGED,
} from '../../stream/stream-format.ts';
import type { StreamReader } from '../../stream/stream-reader.ts';

/** Which pages of a block the destination has received. */
export interface ReceivedPages {
  readonly block: RamBlock;
  /** 1 for each of them. */
  readonly isReceived: Uint8Array;
}

/** Loads the bitmap behind the message, whose end is given. @throws StreamError if it is not of a block here */
export function loadReceived(
  { state, ram }: Source,
  reader: StreamReader,
  end: number,
): ReceivedPages {
  if (!state.is('postcopy-recover')) reader.refuse('a received bitmap without a recovery');
  const name = reader.text('block name');
  const block = ram.blocks.find((one) => one.name === name);
  if (block === undefined) return reader.refuse('a received bitmap of an unknown block');
  if (reader.position !== end) reader.refuse('a received bitmap with the wrong length');
  const { usedPages } = block;
  const bytes = receivedBitmapBytes(usedPages);
  if (reader.u64('size of bitmap') !== bytes) reader.refuse('a received bitmap of another size', 8);
  const bits = reader.bytes(bytes, 'received bitmap');
  const isReceived = Uint8Array.from(
    { length: usedPages },
    (_, page) => ((bits[page >> 3] as number) >> (page & 7)) & 1,
  );
  for (const half of BITMAP_END)
    if (reader.u32('end of bitmap') !== half) reader.refuse('no end of the received bitmap', 4);
  return { block, isReceived };
}

/** From here on the source owes exactly the pages of the block that have not been received. */
export function* reloadBitmap(
  thread: Thread,
  source: Source,
  { block, isReceived }: ReceivedPages,
): Steps {
  const { ram, bitmapMutex, recovery, state, trace } = source;
  yield thread.acquire(bitmapMutex);
  // A migration that has been cancelled meanwhile owes nothing.
  if (!state.is('postcopy-recover')) return bitmapMutex.release(thread);
  let newPages = 0;
  for (let page = 0; page < block.usedPages; page++) {
    const isOwed = isReceived[page] === 0 && !block.discardedPages.includes(page);
    if (isOwed === block.dirty.test(page)) continue;
    block.dirty.assign(page, isOwed);
    ram.dirtyPageCount.add(isOwed ? 1 : -1);
    if (!isOwed) continue;
    newPages++;
    trace.emit(tracepoint.ram_dirty_bitmap_reload_page, block.firstPage + page);
  }
  trace.emit(tracepoint.ram_dirty_bitmap_reload_complete, block.index, newPages);
  bitmapMutex.release(thread);
  recovery?.noteBitmap();
}

/**
 * The acknowledgement also serves as the answer to the package, which may have been lost with the old connection.
 *
 * @throws StreamError if the source has not asked for it
 */
export function loadResumeAck({ state, recovery, trace }: Source, reader: StreamReader): void {
  if (reader.u32('acknowledgement') !== RESUME_ACKNOWLEDGED)
    reader.refuse('a resume that is not acknowledged', 4);
  if (!state.change('postcopy-recover', 'postcopy-active'))
    reader.refuse('an acknowledgement without a resume', 4);
  trace.emit(tracepoint.source_return_path_thread_resume_ack);
  recovery?.acknowledged.set(true);
}
