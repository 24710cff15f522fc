/** Receives from a channel, for whichever thread reads it at the time. */
import { tracepoint } from '../../tracepoints.ts';
import { StreamError } from '../stream/stream-reader.ts';
import { closeConnections } from './close-connections.ts';
import type { StreamReader } from '../stream/stream-reader.ts';
import type { Incoming, IncomingChannel } from './incoming.ts';
import { readRecord } from './load-ram.ts';
import { loadItem } from './load-stream.ts';
import { gatherPage } from '../mechanisms/postcopy/place-page.ts';
import { canPause, lose } from '../mechanisms/recovery/pause-incoming.ts';

/** Loads one unit from the main channel: a page with the framing before it, framing alone, or the end. */
export function receive(incoming: Incoming, reader: StreamReader): void {
  const [{ channel }] = incoming.channels;
  reader.begin(channel);
  if (channel.isClosed) return noteLoss(incoming, reader.offset, 'the connection is lost');
  try {
    const end = channel.unitEnd;
    let loaded = loadItem(incoming, reader);
    while (loaded === 'framing' && reader.position < end) loaded = loadItem(incoming, reader);
    if (loaded === 'end') incoming.load.end = 'loaded';
    channel.consume(reader.position);
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    hangUp(incoming, error.offset, error.reason);
  }
}

/**
 * Gathers the next page from the preempt channel, unless the channel ends here.
 *
 * @returns whether more pages may follow
 */
export function receiveRecord(
  incoming: Incoming,
  from: IncomingChannel,
  reader: StreamReader,
): boolean {
  const { channel, temporary } = from;
  reader.begin(channel);
  if (channel.isClosed) {
    noteLoss(incoming, reader.offset, 'the preempt channel is lost');
    return false;
  }
  try {
    const record = readRecord(incoming, from, reader);
    if (record !== undefined) gatherPage(incoming, from, record, reader);
    else if (temporary.hostPage !== undefined)
      reader.refuse('the preempt channel ends inside a host page');
    else if (reader.hasMore()) reader.refuse('bytes after the end of the preempt channel');
    channel.consume(reader.position);
    return record !== undefined;
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    hangUp(incoming, error.offset, error.reason);
    return false;
  }
}

/** What is on its way is lost: the migration pauses if it can be recovered. Otherwise no more pages will arrive. */
export function noteLoss(incoming: Incoming, offset: number, reason: string): void {
  const { recovery, load } = incoming;
  if (recovery !== undefined && canPause(recovery, load)) lose(incoming, recovery);
  else hangUp(incoming, offset, reason);
}

/** Refuses the stream. A guest that already runs has no other source for its missing pages. */
export function hangUp(incoming: Incoming, offset: number, reason: string): void {
  const { load, packageLoaded, userFault, trace } = incoming;
  load.end = 'refused';
  incoming.complaint.set(reason);
  closeConnections(incoming);
  incoming.recovery?.abandon();
  if (userFault.isRegistered()) {
    userFault.abandon();
    // The thread that loads the package may wait for a page that will not come.
    packageLoaded.set(true);
  }
  trace.emit(tracepoint.loadvm_failed, offset);
}
