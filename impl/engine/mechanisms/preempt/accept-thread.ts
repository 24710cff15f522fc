/**
 * The main loop of the destination, as far as it accepts the preempt channel. It cannot while the main
 * thread loads device state: that holds the big lock, and may wait for a page that comes on this channel.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { Incoming, IncomingPreempt } from '../../destination/incoming.ts';

export function* acceptThread(
  thread: Thread,
  { bql, trace }: Incoming,
  { connection, accepted }: IncomingPreempt,
): Steps {
  for (;;) {
    yield thread.wait(connection, 'await preempt connection');
    yield thread.acquire(bql);
    // It may be one of a migration that was given up meanwhile.
    if (connection.test()) {
      connection.take();
      trace.emit(tracepoint.postcopy_preempt_new_channel);
      accepted.set(true);
    }
    bql.release(thread);
  }
}
