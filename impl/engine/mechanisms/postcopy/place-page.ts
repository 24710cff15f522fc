/**
 * Loads pages after the switch-over (ram_load_postcopy): gathers target pages until their host page is
 * whole, and then places the host page atomically. A waiting thread never sees a part of it.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { HostPage } from '../../memory/host-pages.ts';
import type { StreamReader } from '../../stream/stream-reader.ts';
import type { Incoming, IncomingChannel } from '../../destination/incoming.ts';
import type { PageRecord } from '../../destination/load-ram.ts';
import type { TemporaryPage } from './temporary-page.ts';

/** @throws StreamError if the page is outside the host page being gathered, or has been gathered already */
export function gatherPage(
  { userFault, trace }: Incoming,
  { temporary, number }: IncomingChannel,
  { page, content }: PageRecord,
  reader: StreamReader,
): void {
  const hostPage = userFault.hostPage(page);
  if (temporary.hostPage !== undefined && temporary.hostPage !== hostPage)
    reader.refuse('a target page of another host page before the current one is complete');
  if (temporary.holds(page - hostPage.first)) reader.refuse('a target page that arrives twice');
  temporary.add(hostPage, page, content);
  trace.emit(tracepoint.postcopy_load_page, page, content === undefined ? 1 : 0, number);
}

/**
 * Places the gathered host page (postcopy_place_page). The page becomes present first and is marked received
 * afterwards: a fault in between requests it again, which does no harm.
 *
 * @returns whether it could be placed; it cannot if it is present already
 */
export function* placeGathered(
  thread: Thread,
  incoming: Incoming,
  temporary: TemporaryPage,
): Steps<boolean> {
  const { userFault, trace } = incoming;
  const hostPage = temporary.hostPage as HostPage;
  const { first, end } = hostPage;
  yield thread.about('place', first);
  if (!userFault.place(first)) {
    trace.emit(tracepoint.postcopy_place_page_exists, first);
    return false;
  }
  fill(incoming, hostPage, temporary);
  trace.emit(tracepoint.postcopy_place_page, first, end - first, temporary.allZero ? 1 : 0);
  temporary.clear();
  yield* markReceived(thread, incoming, hostPage);
  return true;
}

/** Places zeros for a page that is not plugged in and so is never sent (postcopy_place_page_zero). */
export function* placeDiscarded(thread: Thread, incoming: Incoming, hostPage: HostPage): Steps {
  const { userFault, machine, trace } = incoming;
  const { first, end } = hostPage;
  userFault.place(first);
  for (let page = first; page < end; page++) machine.memory.store(page, 0);
  trace.emit(tracepoint.postcopy_place_discarded_page, first, end - first);
  yield* markReceived(thread, incoming, hostPage);
}

function* markReceived(thread: Thread, incoming: Incoming, hostPage: HostPage): Steps {
  const { received, requests, pageRequestMutex, trace } = incoming;
  const { first, end } = hostPage;
  yield thread.acquire(pageRequestMutex);
  for (let page = first; page < end; page++) received.set(page);
  requests.remove(hostPage);
  trace.emit(tracepoint.postcopy_page_received, first, end - first);
  pageRequestMutex.release(thread);
}

function fill({ machine }: Incoming, { first, end }: HostPage, temporary: TemporaryPage): void {
  for (let page = first; page < end; page++)
    if (temporary.allZero) machine.memory.store(page, 0);
    else machine.memory.writePage(page, temporary.slot(page - first));
}
