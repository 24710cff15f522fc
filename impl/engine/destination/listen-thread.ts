/**
 * The thread that takes over the main channel once the destination listens
 * (postcopy_ram_listen_thread): it gathers and places pages until the stream ends, and leaves only
 * when nobody can want a page any more.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import { StreamReader } from '../stream/stream-reader.ts';
import { sendShut } from './answers.ts';
import type { Incoming } from './incoming.ts';
import { placePage } from './place-page.ts';
import { hangUp, receive } from './receive.ts';

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
    if (!(yield* placePage(thread, incoming, temporary))) hangUp(incoming, reader.offset);
  }
  if (incoming.load.end === 'loaded') yield* leave(thread, incoming);
}

/** Nothing is torn down before the last page is in, the device state is loaded and nobody faults. */
function* leave(thread: Thread, incoming: Incoming): Steps {
  const { packageLoaded, faultThreadGone, userFault, load, returnPath } = incoming;
  yield thread.wait(packageLoaded, 'await package');
  userFault.end();
  yield thread.wait(faultThreadGone, 'join fault thread');
  userFault.unregister();
  sendShut(returnPath);
  load.postcopy = 'end';
  incoming.trace.emit(tracepoint.postcopy_ram_listen_thread_exit);
}
