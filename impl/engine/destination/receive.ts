/** Takes what has come on the main channel, whichever thread reads it at the time. */
import { tracepoint } from '../../tracepoints.ts';
import { StreamError } from '../stream/stream-reader.ts';
import type { StreamReader } from '../stream/stream-reader.ts';
import type { Incoming } from './incoming.ts';
import { loadItem } from './load-stream.ts';

/** Loads what was sent at once: a page with the framing before it, the end, or framing alone. */
export function receive(incoming: Incoming, reader: StreamReader): void {
  const [{ channel }] = incoming.channels;
  reader.begin(channel);
  if (channel.isClosed) return hangUp(incoming, reader.offset);
  try {
    const end = channel.unitEnd;
    let loaded = loadItem(incoming, reader);
    while (loaded === 'framing' && reader.position < end) loaded = loadItem(incoming, reader);
    if (loaded === 'end') incoming.load.end = 'loaded';
    channel.consume(reader.position);
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    hangUp(incoming, error.offset);
  }
}

/** The stream is refused. A guest that runs already can get what it misses from nowhere else. */
export function hangUp({ load, channels, userFault, trace }: Incoming, offset: number): void {
  load.end = 'refused';
  channels[0].channel.close();
  if (userFault.isRegistered()) userFault.abandon();
  trace.emit(tracepoint.loadvm_failed, offset);
}
