/** Placing a host page does not always succeed at once. */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { Incoming } from '../../destination/incoming.ts';
import { noteLoss } from '../../destination/receive.ts';
import type { TemporaryPage } from '../postcopy/temporary-page.ts';

interface Arrived {
  readonly temporary: TemporaryPage;
  /** Where the page ends in the stream. */
  readonly offset: number;
}

/**
 * Asks again as long as the kernel says so. A page for which there is no memory is lost like one on a connection
 * that is cut: a source that is connected again sends it once more.
 *
 * @returns whether the page cannot be placed
 */
export function* isRefused(
  thread: Thread,
  incoming: Incoming,
  { temporary, offset }: Arrived,
): Steps<boolean> {
  const { userFault, trace } = incoming;
  const first = temporary.hostPage?.first ?? 0;
  for (;;) {
    const refusal = userFault.answers.take();
    if (refusal === undefined) return false;
    if (refusal === 'no memory') break;
    trace.emit(tracepoint.postcopy_place_page_again, first);
    yield thread.about('place again', first);
  }
  trace.emit(tracepoint.postcopy_place_page_failed, first);
  noteLoss(incoming, offset, 'there is no memory for a host page');
  return true;
}
