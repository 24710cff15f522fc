/** Sends a request for a host page; it names its block only if the request before it was of another block. */
import { tracepoint } from '../../../tracepoints.ts';
import type { Incoming, IncomingBlock } from '../../destination/incoming.ts';
import type { HostPage } from '../../memory/host-pages.ts';
import { sendRequest } from './answers.ts';

/** Must not be called by two threads at once, since both would change which block is known to the source. */
export function requestPages(incoming: Incoming, hostPage: HostPage): void {
  const { blocks, lastRequestedBlock, returnPath, trace } = incoming;
  const number = blockNumberOf(incoming, hostPage.first);
  const block = blocks[number] as IncomingBlock;
  const lastBlock = blocks[lastRequestedBlock.get() - 1];
  const isNamed = block !== lastBlock;
  sendRequest(returnPath, {
    block: isNamed ? block.name : undefined,
    page: block.pagesBefore + hostPage.first - block.firstPage,
    pages: hostPage.end - hostPage.first,
  });
  lastRequestedBlock.set(number + 1);
  trace.emit(tracepoint.migrate_send_rp_req_pages, hostPage.first, isNamed ? 1 : 0);
}

/** @param page - dense index */
export function blockNumberOf({ blocks }: Incoming, page: number): number {
  return blocks.findLastIndex(({ firstPage }) => firstPage <= page);
}
