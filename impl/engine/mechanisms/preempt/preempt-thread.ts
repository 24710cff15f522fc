/**
 * Reads the preempt channel (postcopy_preempt_thread), which carries only records of requested pages. The
 * thread gathers them in its own temporary page and places them itself, independently of the main channel:
 * the last requested page may arrive long after the main channel has ended.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import { StreamReader } from '../../stream/stream-reader.ts';
import type { Incoming, IncomingChannel, IncomingPreempt } from '../../destination/incoming.ts';
import { placeGathered } from '../postcopy/place-page.ts';
import { isRefused } from '../userfaultfd/ask-kernel.ts';
import { hangUp, receiveRecord } from '../../destination/receive.ts';

export function* preemptThread(
  thread: Thread,
  incoming: Incoming,
  { from, accepted, quit, threadGone }: IncomingPreempt,
): Steps {
  const { recovery } = incoming;
  const reader = new StreamReader(from.channel);
  yield thread.wait(incoming.listening, 'await listen');
  for (;;) {
    // The wait is here and not in the main thread, which may be about to load state that needs this channel.
    yield thread.wait(accepted, 'await preempt channel');
    yield* loadUrgent(thread, incoming, from, { reader, quit });
    if (recovery?.isLost.get() !== 1) {
      incoming.trace.emit(tracepoint.postcopy_preempt_thread_exit);
      threadGone.set(true);
    }
    if (recovery === undefined) return;
    recovery.preemptRests.set(true);
    yield thread.wait(recovery.preemptMayGo, 'await resume');
    recovery.preemptMayGo.set(false);
  }
}

interface Urgent {
  readonly reader: StreamReader;
  readonly quit: IncomingPreempt['quit'];
}

/** Loads requested pages and places them, until the channel has ended or is lost. */
function* loadUrgent(
  thread: Thread,
  incoming: Incoming,
  from: IncomingChannel,
  { reader, quit }: Urgent,
): Steps {
  const { channel, temporary } = from;
  for (;;) {
    yield thread.wait(channel.readable, 'receive urgent');
    if (incoming.load.end === 'refused' || (channel.isClosed && quit.get() === 1)) return;
    if (!receiveRecord(incoming, from, reader)) return;
    if (!temporary.isComplete()) continue;
    if (yield* isRefused(thread, incoming, { temporary, offset: reader.offset })) continue;
    if (!(yield* placeGathered(thread, incoming, temporary)))
      hangUp(incoming, reader.offset, 'a host page arrives that is already present');
  }
}
