/**
 * The destination's main loop, reduced to accepting the preempt channel. It cannot accept while the main
 * thread loads device state: that thread holds the big lock, and may wait for a page of this channel.
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
    // The connection may belong to a migration that was given up in the meantime.
    if (connection.test()) {
      connection.take();
      trace.emit(tracepoint.postcopy_preempt_new_channel);
      accepted.set(true);
    }
    bql.release(thread);
  }
}
