/**
 * The destination's main loop, reduced to accepting the preempt channel. It cannot accept while the main
 * thread loads device state: that thread holds the big lock, and may wait for a page of this channel.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { Incoming, IncomingPreempt } from '../../destination/incoming.ts';

export function* acceptThread(
  thread: Thread,
  { bql, recovery, trace }: Incoming,
  { connection, accepted }: IncomingPreempt,
): Steps {
  for (;;) {
    yield thread.wait(connection, 'await preempt connection');
    // In a recovery the main thread may keep the lock until a page arrives over this very channel.
    const isRecovery = recovery?.hasPaused.get() === 1;
    if (!isRecovery) yield thread.acquire(bql);
    // The connection may belong to a migration that was given up in the meantime.
    if (connection.test()) {
      connection.take();
      trace.emit(tracepoint.postcopy_preempt_new_channel);
      accepted.set(true);
    }
    if (!isRecovery) bql.release(thread);
  }
}
