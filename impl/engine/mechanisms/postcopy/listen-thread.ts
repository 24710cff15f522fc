/**
 * The thread that takes over the main channel once the destination listens
 * (postcopy_ram_listen_thread): it gathers and places pages until the stream ends, and exits only when no
 * thread can need a page any more.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import { StreamReader } from '../../stream/stream-reader.ts';
import { sendShut } from './answers.ts';
import type { Incoming, IncomingPreempt } from '../../destination/incoming.ts';
import { placeGathered } from './place-page.ts';
import { hangUp, receive } from '../../destination/receive.ts';
import { answerDemand } from '../recovery/answer-demands.ts';
import { isRefused } from '../userfaultfd/ask-kernel.ts';
import { isConnectedAgain } from '../recovery/pause-incoming.ts';

export function* listenThread(thread: Thread, incoming: Incoming): Steps {
  const { listening, recovery } = incoming;
  const reader = new StreamReader(incoming.channels[0].channel);
  yield thread.wait(listening, 'await listen');
  do {
    yield* loadRest(thread, incoming, reader);
    if (incoming.load.end === 'loaded') yield* leave(thread, incoming);
  } while (recovery?.isLost.get() === 1 && (yield* isConnectedAgain(thread, incoming, recovery)));
}

/** Loads pages and places them, until the stream has ended or a connection is lost. */
function* loadRest(thread: Thread, incoming: Incoming, reader: StreamReader): Steps {
  const { channels, recovery } = incoming;
  const [{ channel, temporary }] = channels;
  for (;;) {
    yield thread.wait(channel.readable, 'receive');
    if (incoming.load.end === undefined) receive(incoming, reader);
    if (incoming.load.end !== undefined) break;
    if (recovery?.isLost.get() === 1) break;
    if (recovery !== undefined) yield* answerDemand(thread, incoming, recovery);
    if (!temporary.isComplete()) continue;
    if (yield* isRefused(thread, incoming, { temporary, offset: reader.offset })) continue;
    if (!(yield* placeGathered(thread, incoming, temporary)))
      hangUp(incoming, reader.offset, 'a host page arrives that is already present');
  }
}

/**
 * Tears down only after the last page is placed, the device state is loaded and the fault thread is gone;
 * stops short if a connection is lost before that.
 */
function* leave(thread: Thread, incoming: Incoming): Steps {
  const { packageLoaded, faultThreadGone, userFault, load, returnPath, recovery } = incoming;
  yield thread.wait(packageLoaded, 'await package');
  if (incoming.preempt !== undefined) yield* endPreempt(thread, incoming, incoming.preempt);
  if (load.end === 'refused' || recovery?.isLost.get() === 1) return;
  userFault.end();
  yield thread.wait(faultThreadGone, 'join fault thread');
  userFault.unregister();
  sendShut(returnPath);
  load.postcopy = 'end';
  recovery?.settled.set(true);
  incoming.trace.emit(tracepoint.postcopy_ram_listen_thread_exit);
}

/** Ends the preempt channel: the last requested page may arrive long after the main channel has ended. */
function* endPreempt(
  thread: Thread,
  { requests, recovery }: Incoming,
  { from, isEndMarked, quit, threadGone }: IncomingPreempt,
): Steps {
  if (!isEndMarked) {
    yield thread.wait(requests.none, 'await requested pages');
    if (recovery?.isLost.get() === 1) return;
    // Only now: a channel that closes while a requested page is missing counts as lost.
    quit.set(1);
    from.channel.close();
  }
  // If the channel is lost, the thread does not end, but rests until there is another.
  yield thread.wait(recovery?.preemptRests ?? threadGone, 'join preempt thread');
}
