/**
 * The source after the switch-over: sends the dirty pages, requested ones first, and then ends the stream.
 * It never syncs again and never runs the guest again, even before it knows that the destination has loaded the
 * package. If a connection breaks, only a new connection can carry the unsent pages.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import { saveIterate } from '../../source/save-iterate.ts';
import type { Source } from '../../source/source.ts';
import { isRecovered } from '../recovery/resume.ts';

export function* saveRest(thread: Thread, source: Source): Steps {
  const { state, isSatisfied, packageAnswered } = source;
  do {
    while (!isCutOff(source) && (yield* isAnyDirty(thread, source))) {
      noteAnswer(source);
      yield* saveIterate(thread, source);
    }
    // The end of the return path ends this wait too: then there will be no answer.
    yield thread.wait(packageAnswered, 'await package');
    noteAnswer(source);
    yield* endStream(thread, source);
  } while (isSatisfied.get() === 0 && (yield* isRecovered(thread, source)));
  if (isSatisfied.get() === 1) state.change('postcopy-active', 'completed');
  else if (!state.change('postcopy-device', 'postcopy-paused'))
    state.change('postcopy-active', 'postcopy-paused');
}

/** Once the destination has loaded the package, the migration is no longer about devices, but about RAM alone. */
function noteAnswer({ state, isPackageLoaded }: Source): void {
  if (isPackageLoaded.get() === 1) state.change('postcopy-device', 'postcopy-active');
}

/** Whether a channel is lost; the migration is then over, so the main channel is closed too. */
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
 * Ends the stream and waits until the destination needs nothing more, or until the return-path thread knows
 * that no message will follow. Nothing is torn down before that.
 */
function* endStream(thread: Thread, source: Source): Steps {
  const { channel, stream, preempt, shut, trace } = source;
  yield thread.wait(channel.writable, 'end stream');
  if (!channel.isClosed) {
    stream.startEnd();
    stream.endRamSection();
    stream.end();
    // With two senders this thread must not touch the preempt channel: the destination closes it.
    if (preempt?.hasTwoSenders === false) preempt.sender.stream.endRecords();
    trace.emit(tracepoint.savevm_postcopy_end);
  }
  yield thread.wait(shut, 'await shut');
}
