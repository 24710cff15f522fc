/** Threads that do one thing each time a tick reaches them: the operator's cancel, the network, the clock. */
import type { Steps, Thread } from '../runtime/thread.ts';
import type { Tick } from '../runtime/tick.ts';
import type { Source } from '../source/source.ts';
import { tracepoint } from '../../tracepoints.ts';

function* onEachTick(thread: Thread, tick: Tick, happening: Happening): Steps {
  for (;;) {
    yield thread.wait(tick, happening.label);
    tick.take();
    happening.happen();
  }
}

interface Happening {
  readonly label: string;
  readonly happen: () => void;
}

/** The operator gives up on the migration that is under way (migrate_fd_cancel). */
export function cancel(thread: Thread, tick: Tick, source: Source): Steps {
  const { state, channel, trace } = source;
  return onEachTick(thread, tick, {
    label: 'cancel',
    happen: () => {
      const isCancelled =
        state.change('setup', 'cancelling') ||
        state.change('active', 'cancelling') ||
        state.change('device', 'cancelling');
      if (!isCancelled) return;
      channel.close();
      trace.emit(tracepoint.migration_cancel);
    },
  });
}

/** The link drops, if a migration that can still fail is under way. */
export function cut(thread: Thread, tick: Tick, source: Source): Steps {
  const { state, channel, trace } = source;
  return onEachTick(thread, tick, {
    label: 'cut',
    happen: () => {
      if (state.is('completed') || channel.isClosed) return;
      channel.close();
      trace.emit(tracepoint.channel_cut);
    },
  });
}

/** The rate limit or MAX_WAIT strikes: the slice that is being sent ends early. */
export function endSlice(thread: Thread, tick: Tick, source: Source): Steps {
  return onEachTick(thread, tick, {
    label: 'end slice',
    happen: () => {
      source.sliceExpired.set(1);
      source.trace.emit(tracepoint.slice_expired);
    },
  });
}
