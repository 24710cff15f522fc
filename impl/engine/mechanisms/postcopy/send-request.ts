/** Sends a request for a host page; it names its block only if the request before it was of another block. */
import { tracepoint } from '../../../tracepoints.ts';
import type { Incoming, IncomingBlock } from '../../destination/incoming.ts';
import type { HostPage } from '../../memory/host-pages.ts';
import { sendRequest } from './answers.ts';

/** Must not be called by two threads at once, since both would change which block is known to the source. */
export function requestPages(incoming: Incoming, { first, end }: HostPage): void {
  const { blocks, lastRequestedBlock, returnPath, trace } = incoming;
  const number = blocks.findLastIndex(({ firstPage }) => firstPage <= first);
  const { name, pagesBefore, firstPage } = blocks[number] as IncomingBlock;
  const isNamed = lastRequestedBlock.get() !== number + 1;
  sendRequest(returnPath, {
    block: isNamed ? name : undefined,
    page: pagesBefore + first - firstPage,
    pages: end - first,
  });
  lastRequestedBlock.set(number + 1);
  trace.emit(tracepoint.migrate_send_rp_req_pages, first, isNamed ? 1 : 0);
}
