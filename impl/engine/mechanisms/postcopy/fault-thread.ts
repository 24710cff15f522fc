/**
 * Takes faults and requests the missing pages from the source (postcopy_ram_fault_thread,
 * postcopy_request_page). A page that has arrived in the meantime is not requested. A second request for a
 * page does no harm, since the source sends only dirty pages.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { HostPage } from '../../memory/host-pages.ts';
import type { Incoming, IncomingBlock } from '../../destination/incoming.ts';
import { placeDiscarded } from './place-page.ts';
import { blockNumberOf, requestPages } from './send-request.ts';

export function* faultThread(thread: Thread, incoming: Incoming): Steps {
  const { userFault, faultThreadGone } = incoming;
  yield thread.wait(incoming.listening, 'await listen');
  for (;;) {
    yield thread.wait(userFault.faulted, 'await fault');
    const hostPage = userFault.takeFault();
    if (hostPage === undefined) break;
    if (isDiscarded(incoming, hostPage)) {
      if (!userFault.isThere(hostPage)) yield* placeDiscarded(thread, incoming, hostPage);
      continue;
    }
    yield* request(thread, incoming, hostPage);
  }
  faultThreadGone.set(true);
}

/** Requests the page unless it has been received. After a loss it is looked at again, and requested again. */
function* request(thread: Thread, incoming: Incoming, hostPage: HostPage): Steps {
  const { returnPath, recovery } = incoming;
  while (yield* isToBeRequested(thread, incoming, hostPage)) {
    if (recovery !== undefined) yield thread.wait(recovery.mayRequest, 'await resume');
    yield thread.wait(returnPath.writable, 'request', hostPage.first);
    if (recovery?.mayRequest.test() === false) continue;
    return requestPages(incoming, hostPage);
  }
}

/** @returns whether the page must be requested: it has not been received */
function* isToBeRequested(thread: Thread, incoming: Incoming, hostPage: HostPage): Steps<boolean> {
  const { pageRequestMutex, received, requests, trace } = incoming;
  yield thread.acquire(pageRequestMutex);
  const isReceived = received.test(hostPage.first);
  if (!isReceived) requests.add(hostPage);
  trace.emit(tracepoint.postcopy_request_page, hostPage.first, isReceived ? 1 : 0);
  pageRequestMutex.release(thread);
  return !isReceived;
}

/** Whether the host page has no memory plugged in: the source has no such page and would not answer. */
export function isDiscarded(incoming: Incoming, hostPage: HostPage): boolean {
  const number = blockNumberOf(incoming, hostPage.first);
  const { discardedPages, firstPage } = incoming.blocks[number] as IncomingBlock;
  return discardedPages.includes(hostPage.first - firstPage);
}
