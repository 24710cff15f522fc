/**
 * What the destination does over a new connection: it tells which pages it has received, and resumes
 * (loadvm_handle_recv_bitmap, loadvm_postcopy_handle_resume).
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { Incoming, IncomingBlock } from '../../destination/incoming.ts';
import {
  BITMAP_END,
  receivedBitmapBytes,
  REPLY_RECV_BITMAP,
  REPLY_RESUME_ACK,
  RESUME_ACKNOWLEDGED,
} from '../../stream/stream-format.ts';
import type { Channel } from '../../stream/channel.ts';
import { putHead } from '../postcopy/answers.ts';
import { requestPages } from '../postcopy/send-request.ts';
import type { IncomingRecovery } from './incoming-recovery.ts';

/** Does what the source has asked for last, if anything. */
export function* answerDemand(
  thread: Thread,
  incoming: Incoming,
  recovery: IncomingRecovery,
): Steps {
  const { demand } = recovery;
  recovery.demand = undefined;
  if (demand === undefined) return;
  if (demand === 'resume') yield* resume(thread, incoming, recovery);
  else yield* sendReceived(thread, incoming, demand.bitmapOf);
}

function* sendReceived(thread: Thread, incoming: Incoming, number: number): Steps {
  const { blocks, received, returnPath, pageRequestMutex, trace } = incoming;
  const block = blocks[number] as IncomingBlock;
  yield thread.wait(returnPath.writable, 'answer');
  yield thread.acquire(pageRequestMutex);
  const bits = new Uint8Array(receivedBitmapBytes(block.usedPages));
  for (let page = 0; page < block.usedPages; page++)
    if (received.test(block.firstPage + page))
      bits[page >> 3] = (bits[page >> 3] as number) | (1 << (page & 7));
  pageRequestMutex.release(thread);
  putBitmap(returnPath, block.name, bits);
  trace.emit(tracepoint.migrate_send_rp_recv_bitmap, number);
}

function putBitmap(returnPath: Channel, name: string, bits: Uint8Array): void {
  putHead(returnPath, REPLY_RECV_BITMAP, 1 + name.length);
  returnPath.putText(name);
  returnPath.put64(bits.length);
  returnPath.putBytes(bits);
  for (const half of BITMAP_END) returnPath.put32(half);
  returnPath.flush();
}

/**
 * Every request that is open is sent again, since its page may have been lost with the old connection. The
 * fault thread and the preempt thread go on only afterwards.
 */
function* resume(thread: Thread, incoming: Incoming, recovery: IncomingRecovery): Steps {
  const { returnPath, requests, pageRequestMutex, lastRequestedBlock, userFault, trace } = incoming;
  trace.emit(tracepoint.loadvm_postcopy_handle_resume);
  recovery.isPaused.set(0);
  yield thread.wait(returnPath.writable, 'acknowledge resume');
  putHead(returnPath, REPLY_RESUME_ACK, 4);
  returnPath.put32(RESUME_ACKNOWLEDGED);
  returnPath.flush();
  // Over the new connection no request has named a block yet.
  lastRequestedBlock.set(0);
  yield thread.acquire(pageRequestMutex);
  const open = requests.open();
  pageRequestMutex.release(thread);
  for (const first of open) {
    yield thread.wait(returnPath.writable, 'request again', first);
    requestPages(incoming, userFault.hostPage(first));
  }
  trace.emit(tracepoint.postcopy_page_req_sync_done);
  if (incoming.preempt !== undefined) {
    recovery.preemptRests.set(false);
    recovery.preemptMayGo.set(true);
  }
  if (recovery.isLost.get() === 0) recovery.mayRequest.set(true);
}
