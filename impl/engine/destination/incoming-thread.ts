/**
 * The destination's main thread: receives records one at a time and starts the guest when the stream
 * is complete. If the stream breaks off or makes no sense, it hangs up and never starts anything.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import type { Incoming } from './incoming.ts';
import { loadItem } from './load-stream.ts';
import { StreamError, StreamReader } from './stream-reader.ts';

export function* incomingThread(thread: Thread, incoming: Incoming): Steps {
  const { channel, machine, trace } = incoming;
  const reader = new StreamReader(channel);
  do {
    yield thread.wait(channel.opened, 'await connection');
    do {
      yield thread.wait(channel.readable, 'receive');
      receive(incoming, reader);
    } while (incoming.load.end === undefined);
  } while (incoming.load.end === 'refused');
  trace.emit(tracepoint.loadvm_complete);
  machine.start();
}

/** Loads the next page with the framing before it, or the end, or whatever framing there is. */
function receive(incoming: Incoming, reader: StreamReader): void {
  const { channel, trace, load } = incoming;
  reader.begin();
  try {
    if (channel.isClosed) reader.refuse('the connection is closed');
    let loaded = loadItem(incoming, reader);
    while (loaded === 'framing' && reader.hasMore()) loaded = loadItem(incoming, reader);
    if (loaded === 'end') load.end = 'loaded';
    reader.consume();
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    load.end = 'refused';
    channel.close();
    trace.emit(tracepoint.loadvm_failed, error.offset);
  }
}
