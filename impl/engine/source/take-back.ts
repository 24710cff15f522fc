/**
 * The operator gives up a destination to which the guest has moved, and lets the guest go on where the source
 * has stopped it (the destination quits; then qmp_cont at the source). What the guest has done on the
 * destination is lost with it.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import type { Incoming } from '../destination/incoming.ts';
import { replaceIncoming } from '../destination/incoming.ts';
import type { Source } from './source.ts';

export function* takeBack(thread: Thread, source: Source, incoming: Incoming): Steps {
  const { bql, machine, trace } = source;
  yield thread.acquire(bql);
  if (!source.process.isGone()) {
    replaceIncoming(incoming);
    trace.emit(tracepoint.destination_given_up);
    machine.start();
  }
  bql.release(thread);
}
