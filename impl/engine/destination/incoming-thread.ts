/**
 * The destination's main thread: receives records one at a time and starts the guest when the stream is
 * complete or, after a switch-over to postcopy, when the package has been loaded. If the stream breaks off
 * or is malformed, the thread hangs up and never starts the guest.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import { StreamError, StreamReader } from '../stream/stream-reader.ts';
import type { Incoming } from './incoming.ts';
import { loadPackage } from '../mechanisms/postcopy/load-package.ts';
import { hangUp, receive } from './receive.ts';

export function* incomingThread(thread: Thread, incoming: Incoming): Steps {
  const [{ channel }] = incoming.channels;
  const reader = new StreamReader(channel);
  do {
    yield thread.wait(channel.opened, 'await connection');
    do {
      yield thread.wait(channel.readable, 'receive');
      receive(incoming, reader);
      if (incoming.load.package !== undefined) return yield* takeOver(thread, incoming);
    } while (incoming.load.end === undefined);
  } while (incoming.load.end === 'refused');
  incoming.trace.emit(tracepoint.loadvm_complete);
  incoming.machine.start();
}

/** Loads the package; from now on the listen thread reads the channel. */
function* takeOver(thread: Thread, incoming: Incoming): Steps {
  const { preempt, bql } = incoming;
  // Loading device state may wait for a page on the preempt channel, which cannot be accepted meanwhile.
  if (preempt !== undefined) yield thread.wait(preempt.accepted, 'await preempt channel');
  yield thread.acquire(bql);
  try {
    yield* loadPackage(thread, incoming);
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    hangUp(incoming, error.offset, error.reason);
  }
  bql.release(thread);
}
