/**
 * What the source does after the switch-over: it sends what is dirty, pages that are waited for
 * first, and ends the stream when nothing is. It never syncs again and never runs the guest again;
 * if the connection breaks, what it has not sent can only be sent by another one.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import { saveIterate } from './save-iterate.ts';
import type { Source } from './source.ts';

export function* saveRest(thread: Thread, source: Source): Steps {
  const { state, channel, isSatisfied } = source;
  while (!channel.isClosed && (yield* isAnyDirty(thread, source)))
    yield* saveIterate(thread, source);
  yield* endStream(thread, source);
  state.change('postcopy-active', isSatisfied.get() === 1 ? 'completed' : 'postcopy-paused');
}

function* isAnyDirty(thread: Thread, { ram, bitmapMutex }: Source): Steps<boolean> {
  yield thread.acquire(bitmapMutex);
  const dirtyPages = ram.dirtyPageCount.get();
  bitmapMutex.release(thread);
  return dirtyPages > 0;
}

/** The destination tells when it needs nothing more; until then, nothing is torn down. */
function* endStream(thread: Thread, { channel, stream, shut, trace }: Source): Steps {
  yield thread.wait(channel.writable, 'end stream');
  if (channel.isClosed) return;
  stream.startEnd();
  stream.endRamSection();
  stream.end();
  trace.emit(tracepoint.savevm_postcopy_end);
  yield thread.wait(shut, 'await shut');
}
