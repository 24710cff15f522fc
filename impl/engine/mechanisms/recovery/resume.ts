/**
 * The source pauses when a connection is lost in postcopy (postcopy_pause), and resumes over a new one: it
 * asks which pages have been received, owes all others again, and agrees with the destination to go on
 * (postcopy_do_resume). Whatever fails on the way leads back to the pause, and never to a second guest.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import { leaveConnections, leaveMain } from '../../source/leave-connections.ts';
import type { Source } from '../../source/source.ts';
import type { Recovery } from './recovery.ts';

/**
 * To be called once a connection is lost and the return-path thread has noticed.
 *
 * @returns whether the migration goes on; if not, nobody will connect the hosts again, or it has been cancelled
 */
export function* isRecovered(thread: Thread, source: Source): Steps<boolean> {
  const { recovery, state, shut } = source;
  if (recovery === undefined) return false;
  for (;;) {
    // A connection that was closed after the pause is published could already be the next one.
    leaveConnections(source);
    recovery.hasPaused.set(1);
    if (!pause(source)) return false;
    if (!recovery.recoveries.isAnyLeft()) return false;
    recovery.paused.set(true);
    yield thread.wait(recovery.resumed, 'await recovery');
    recovery.resumed.set(false);
    if (!state.change('postcopy-recover-setup', 'postcopy-recover')) return false;
    if (yield* isResumed(thread, source, recovery)) return true;
    leaveMain(source);
    yield thread.wait(shut, 'await shut');
  }
}

/** @returns whether the migration is paused: it is not if it was cancelled */
function pause({ state }: Source): boolean {
  return (
    state.change('postcopy-device', 'postcopy-paused') ||
    state.change('postcopy-active', 'postcopy-paused') ||
    state.change('postcopy-recover', 'postcopy-paused')
  );
}

/** @returns whether the destination has acknowledged the resume */
function* isResumed(thread: Thread, source: Source, recovery: Recovery): Steps<boolean> {
  const { ram, channel, stream, preempt, requests, state, bitmapMutex, trace } = source;
  for (const block of ram.blocks) {
    yield thread.wait(channel.writable, 'ask for received bitmap');
    stream.askForReceived(block);
    trace.emit(tracepoint.savevm_send_recv_bitmap, block.index);
  }
  yield thread.wait(recovery.bitmapsBack, 'await received bitmaps');
  yield thread.acquire(bitmapMutex);
  ram.searchFromStart();
  // The destination will repeat every request that is still open.
  requests.clear();
  preempt?.restart();
  bitmapMutex.release(thread);
  if (channel.isClosed) return false;
  stream.forgetBlock();
  // Only now: the answers have proved that the main channel is up.
  if (preempt?.connect() === false) return false;
  yield thread.wait(channel.writable, 'resume');
  stream.resume();
  trace.emit(tracepoint.savevm_send_postcopy_resume);
  yield thread.wait(recovery.acknowledged, 'await acknowledgement');
  return state.is('postcopy-active');
}
