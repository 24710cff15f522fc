/**
 * What the source does after the switch-over: it sends what is dirty, pages that are waited for
 * first, and ends the stream when nothing is. It never syncs again and never runs the guest again;
 * if a connection breaks, what it has not sent can only be sent by another one.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import { saveIterate } from '../../source/save-iterate.ts';
import type { Source } from '../../source/source.ts';

export function* saveRest(thread: Thread, source: Source): Steps {
  const { state, isSatisfied } = source;
  while (!isCutOff(source) && (yield* isAnyDirty(thread, source)))
    yield* saveIterate(thread, source);
  yield* endStream(thread, source);
  state.change('postcopy-active', isSatisfied.get() === 1 ? 'completed' : 'postcopy-paused');
}

/** Whether what is still to be sent cannot all be sent: a migration that has lost one channel is over. */
function isCutOff({ channel, preempt, complaint, trace }: Source): boolean {
  if (channel.isClosed) return true;
  if (preempt?.sender.channel.isClosed !== true) return false;
  complaint.set('the preempt channel is lost');
  channel.close();
  trace.emit(tracepoint.channel_cut);
  return true;
}

function* isAnyDirty(thread: Thread, { ram, bitmapMutex, preempt }: Source): Steps<boolean> {
  if (preempt?.hasTwoSenders === true) yield thread.wait(preempt.nothingUrgent, 'stand back');
  yield thread.acquire(bitmapMutex);
  const dirtyPages = ram.dirtyPageCount.get();
  bitmapMutex.release(thread);
  return dirtyPages > 0;
}

/**
 * The destination tells when it needs nothing more; until then, or until the return-path thread knows
 * that nothing more will be said, nothing is torn down.
 */
function* endStream(thread: Thread, source: Source): Steps {
  const { channel, stream, preempt, shut, trace } = source;
  yield thread.wait(channel.writable, 'end stream');
  if (!channel.isClosed) {
    stream.startEnd();
    stream.endRamSection();
    stream.end();
    // With two senders the preempt channel is not ours to touch: the destination hangs up on it.
    if (preempt?.hasTwoSenders === false) preempt.sender.stream.endRecords();
    trace.emit(tracepoint.savevm_postcopy_end);
  }
  yield thread.wait(shut, 'await shut');
}
