/** Events from outside that any migration may see. */
import type { Source } from '../../source/source.ts';
import { cancelMigration } from '../../source/start-and-cancel.ts';
import { cancelPaused } from '../recovery/cancel-paused.ts';
import type { Steps, Thread } from '../../../runtime/thread.ts';
import type { Tick } from '../../../runtime/tick.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { EngineParts } from '../../parts.ts';
import { onEachTick } from '../../on-each-tick.ts';

/** The operator cancels the migration that is under way. */
export function cancel(
  thread: Thread,
  tick: Tick,
  { source, incoming }: Pick<EngineParts, 'source' | 'incoming'>,
): Steps {
  const happen = (): void => {
    if (source.process.isGone()) return;
    cancelMigration(source);
    cancelPaused(source, incoming);
  };
  return onEachTick(thread, tick, { label: 'cancel', happen });
}

/** Cuts the link, if a migration is under way and can still fail. */
export function cut(thread: Thread, tick: Tick, { state, channel, trace }: Source): Steps {
  const happen = (): void => {
    if (state.is('completed') || channel.isClosed) return;
    channel.close();
    trace.emit(tracepoint.channel_cut);
  };
  return onEachTick(thread, tick, { label: 'cut', happen });
}

/** The rate limit or MAX_WAIT is hit: the current slice ends early. */
export function endSlice(thread: Thread, tick: Tick, { sliceExpired, trace }: Source): Steps {
  const happen = (): void => {
    sliceExpired.set(1);
    trace.emit(tracepoint.slice_expired);
  };
  return onEachTick(thread, tick, { label: 'end slice', happen });
}

/** The network flips one bit of the bytes in flight, if there are any. */
export function corrupt(thread: Thread, tick: Tick, plan: CorruptionPlan): Steps {
  const { channel, trace } = plan.source;
  let times = 0;
  const happen = (): void => {
    const salt = plan.salts[times++] ?? 0;
    const length = channel.tail - channel.head;
    if (length === 0) return;
    const at = channel.head + (salt % length);
    channel.tamper(at, Math.floor(salt / length) % 8);
    trace.emit(tracepoint.channel_tampered, channel.base + at);
  };
  return onEachTick(thread, tick, { label: 'corrupt', happen });
}

export interface CorruptionPlan {
  readonly source: Source;
  /** The salt of each corruption, in order. */
  readonly salts: readonly number[];
}
