/**
 * The destination pauses when a connection is lost in postcopy (postcopy_pause_incoming), and goes on over a
 * new one. The guest runs on until it touches a missing page.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import { closeConnections } from '../../destination/close-connections.ts';
import type { Incoming } from '../../destination/incoming.ts';
import type { LoadState } from '../../destination/load-state.ts';
import { isPlacing } from '../../destination/load-stream.ts';
import type { IncomingRecovery } from './incoming-recovery.ts';

/** Whether the loss of a connection can be mended: pages are being placed, and the operator will connect again. */
export function canPause({ recoveries }: IncomingRecovery, load: LoadState): boolean {
  return isPlacing(load) && recoveries.isAnyLeft();
}

/** Notes the loss of a connection, closes all others, and wakes the listen thread wherever it waits. */
export function lose(incoming: Incoming, { isLost, mayRequest }: IncomingRecovery): void {
  const { channels, packageLoaded, trace } = incoming;
  isLost.set(1);
  mayRequest.set(false);
  const [{ channel }] = channels;
  if (!channel.isClosed) trace.emit(tracepoint.channel_cut);
  closeConnections(incoming);
  packageLoaded.set(true);
}

/**
 * The listen thread pauses the migration, and waits until it is connected again.
 *
 * @returns whether it is: if not, the stream was refused meanwhile
 */
export function* isConnectedAgain(
  thread: Thread,
  incoming: Incoming,
  recovery: IncomingRecovery,
): Steps<boolean> {
  const { channels, preempt, requests, pageRequestMutex, packageLoaded, load, trace } = incoming;
  if (preempt !== undefined) {
    // It may still wait for a channel that nobody will connect.
    preempt.accepted.set(true);
    yield thread.wait(recovery.preemptRests, 'await preempt thread');
    preempt.connection.disarm();
    preempt.accepted.set(false);
  }
  // The target pages of a host page that is not whole were never marked received: they will be sent again.
  for (const { temporary, lastBlock } of channels) {
    temporary.clear();
    lastBlock.set(0);
  }
  yield thread.acquire(pageRequestMutex);
  requests.goOn();
  pageRequestMutex.release(thread);
  // The package may have been refused meanwhile: nothing can go on from there.
  if (load.end === 'refused') return false;
  packageLoaded.set(load.postcopy === 'running');
  load.phase = 'parts';
  load.end = undefined;
  recovery.isLost.set(0);
  recovery.isPaused.set(1);
  recovery.hasPaused.set(1);
  trace.emit(tracepoint.postcopy_pause_incoming);
  recovery.settled.set(true);
  yield thread.wait(recovery.resumed, 'await recovery');
  recovery.resumed.set(false);
  return load.end !== 'refused';
}
