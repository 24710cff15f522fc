/**
 * The destination's main thread: receives records one at a time and starts the guest when the stream
 * is complete. If the stream breaks off or makes no sense, it hangs up and never starts anything.
 */
import type { Steps, Thread } from '../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import type { Incoming } from './incoming.ts';
import { loadItem } from './load-stream.ts';
import { StreamError, StreamReader } from './stream-reader.ts';

export function* incomingThread(thread: Thread, incoming: Incoming): Steps {
  const { channel, machine, trace } = incoming;
  const reader = new StreamReader(channel);
  for (;;) {
    yield thread.wait(channel.opened, 'await connection');
    while (incoming.isLoading) {
      yield thread.wait(channel.readable, 'receive');
      receive(incoming, reader);
    }
    if (incoming.failure === undefined) break;
  }
  trace.emit(tracepoint.loadvm_complete);
  machine.start();
}

/** Loads the next page, with the framing around it, or the end. */
function receive(incoming: Incoming, reader: StreamReader): void {
  const { channel, trace } = incoming;
  reader.begin();
  try {
    if (channel.isClosed) reader.refuse('the connection is closed');
    let loaded = loadItem(incoming, reader);
    while (loaded === 'framing' && reader.hasMore()) loaded = loadItem(incoming, reader);
    reader.consume();
    if (loaded === 'end') incoming.isLoading = false;
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    incoming.isLoading = false;
    incoming.failure = error.message;
    channel.close();
    trace.emit(tracepoint.loadvm_failed, error.offset);
  }
}
