/**
 * Touches all memory of the destination in order while the guest already runs, so that the guest has to wait
 * for fewer pages (as hypervisors do that populate memory from a thread of their own). It requests pages as any
 * thread does that touches them; memory that is not plugged in it fills itself, at the same time as the fault
 * thread may.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { Incoming } from '../../destination/incoming.ts';
import { isDiscarded } from '../postcopy/fault-thread.ts';
import { placeDiscarded } from '../postcopy/place-page.ts';
import { waitForPage } from '../postcopy/wait-for-page.ts';

export function* prefaultThread(thread: Thread, incoming: Incoming): Steps {
  const { userFault, machine, listening, trace } = incoming;
  yield thread.wait(listening, 'await listen');
  for (const hostPage of new Set(userFault.hostPageOf)) {
    yield thread.about('prefault', hostPage.first);
    if (!machine.isMissing(hostPage.first)) continue;
    if (isDiscarded(incoming, hostPage)) yield* placeDiscarded(thread, incoming, hostPage);
    else yield* waitForPage(thread, machine, hostPage.first);
  }
  trace.emit(tracepoint.postcopy_prefault_thread_exit);
}
