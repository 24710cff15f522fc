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

export function* listenThread(thread: Thread, incoming: Incoming): Steps {
  const { channels, listening } = incoming;
  const [{ channel, temporary }] = channels;
  const reader = new StreamReader(channel);
  yield thread.wait(listening, 'await listen');
  for (;;) {
    yield thread.wait(channel.readable, 'receive');
    if (incoming.load.end === undefined) receive(incoming, reader);
    if (incoming.load.end !== undefined) break;
    if (!temporary.isComplete()) continue;
    if (!(yield* placeGathered(thread, incoming, temporary)))
      hangUp(incoming, reader.offset, 'a host page arrives that is already present');
  }
  if (incoming.load.end === 'loaded') yield* leave(thread, incoming);
}

/** Tears down only after the last page is placed, the device state is loaded and the fault thread is gone. */
function* leave(thread: Thread, incoming: Incoming): Steps {
  const { packageLoaded, faultThreadGone, userFault, load, returnPath } = incoming;
  yield thread.wait(packageLoaded, 'await package');
  if (incoming.preempt !== undefined) yield* endPreempt(thread, incoming, incoming.preempt);
  if (load.end === 'refused') return;
  userFault.end();
  yield thread.wait(faultThreadGone, 'join fault thread');
  userFault.unregister();
  sendShut(returnPath);
  load.postcopy = 'end';
  incoming.trace.emit(tracepoint.postcopy_ram_listen_thread_exit);
}

/** Ends the preempt channel: the last requested page may arrive long after the main channel has ended. */
function* endPreempt(
  thread: Thread,
  { requests }: Incoming,
  { from, isEndMarked, quit, threadGone }: IncomingPreempt,
): Steps {
  if (!isEndMarked) {
    yield thread.wait(requests.none, 'await requested pages');
    // Only now: a channel that closes while a requested page is missing counts as lost.
    quit.set(1);
    from.channel.close();
  }
  yield thread.wait(threadGone, 'join preempt thread');
}
