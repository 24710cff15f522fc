/**
 * Reads the preempt channel (postcopy_preempt_thread), which carries only records of requested pages. The
 * thread gathers them in its own temporary page and places them itself, independently of the main channel:
 * the last requested page may arrive long after the main channel has ended.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import { StreamReader } from '../../stream/stream-reader.ts';
import type { Incoming, IncomingPreempt } from '../../destination/incoming.ts';
import { placeGathered } from '../postcopy/place-page.ts';
import { hangUp, receiveRecord } from '../../destination/receive.ts';

export function* preemptThread(
  thread: Thread,
  incoming: Incoming,
  { from, accepted, quit, threadGone }: IncomingPreempt,
): Steps {
  const { channel, temporary } = from;
  const reader = new StreamReader(channel);
  yield thread.wait(incoming.listening, 'await listen');
  // The wait is here and not in the main thread, which may be about to load state that needs this channel.
  yield thread.wait(accepted, 'await preempt channel');
  for (;;) {
    yield thread.wait(channel.readable, 'receive urgent');
    if (incoming.load.end === 'refused' || (channel.isClosed && quit.get() === 1)) break;
    if (!receiveRecord(incoming, from, reader)) break;
    if (!temporary.isComplete()) continue;
    if (!(yield* placeGathered(thread, incoming, temporary)))
      hangUp(incoming, reader.offset, 'a host page arrives that is already present');
  }
  incoming.trace.emit(tracepoint.postcopy_preempt_thread_exit);
  threadGone.set(true);
}
