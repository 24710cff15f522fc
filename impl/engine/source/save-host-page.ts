/**
 * Sends what is dirty in one host page, from the page that the search found to the end of the host
 * page (ram_save_host_page). The caller holds `bitmap_mutex` all along, as in commit 63268c4970.
 */
import type { RamBlock } from '../memory/ram-block.ts';
import type { Steps, Thread } from '../../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import type { PageLocation } from './page-search.ts';
import type { Source } from './source.ts';
import { takeDirty } from './take-dirty.ts';

export function* saveHostPage(thread: Thread, source: Source, from: PageLocation): Steps {
  const { block } = from;
  const end = block.hostPageEnd(from.page);
  let { page } = from;
  while (page < end) {
    takeDirty(source, block, page);
    const densePage = block.firstPage + page;
    if (source.options.splitReads) {
      yield thread.about('read', densePage);
      readHalf(source, densePage, 0);
      yield thread.wait(source.channel.writable, 'send', densePage);
    } else {
      yield thread.wait(source.channel.writable, 'send', densePage);
      readHalf(source, densePage, 0);
    }
    readHalf(source, densePage, 1);
    savePage(source, block, page);
    page = block.dirty.findNext(page + 1, end);
    if (page < end) yield thread.about('take', block.firstPage + page);
  }
  source.ram.searchPage.set(page);
}

function readHalf(source: Source, densePage: number, half: number): void {
  source.machine.memory.readHalf(densePage, half, source.pageBuffer);
  source.trace.emit(tracepoint.ram_read_page, densePage, half);
}

/** Appends the page that was read to the stream, as one byte if it is all zeros. */
function savePage(source: Source, block: RamBlock, page: number): void {
  const isZero = source.pageBuffer.every((byte) => byte === 0);
  if (isZero) source.stream.zeroPage(block, page);
  else source.stream.normalPage(block, page, source.pageBuffer);
  source.trace.emit(tracepoint.ram_save_page, block.firstPage + page, isZero ? 1 : 0);
}
