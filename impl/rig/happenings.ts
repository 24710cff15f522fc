/** Threads that do one thing each time a tick reaches them. */
import type { Source } from '../engine/source/source.ts';
import { cancelMigration, requestPostcopy } from '../engine/source/start-and-cancel.ts';
import type { Steps, Thread } from '../runtime/thread.ts';
import type { Tick } from '../runtime/tick.ts';
import { tracepoint } from '../tracepoints.ts';

/** The operator gives up on the migration that is under way. */
export function cancel(thread: Thread, tick: Tick, source: Source): Steps {
  return onEachTick(thread, tick, { label: 'cancel', happen: () => cancelMigration(source) });
}

/** The operator lets the destination take over before all memory is there. */
export function startPostcopy(thread: Thread, tick: Tick, source: Source): Steps {
  return onEachTick(thread, tick, {
    label: 'start postcopy',
    happen: () => requestPostcopy(source),
  });
}

/** The link drops, if a migration that can still fail is under way. */
export function cut(thread: Thread, tick: Tick, { state, channel, trace }: Source): Steps {
  const happen = (): void => {
    if (state.is('completed') || channel.isClosed) return;
    channel.close();
    trace.emit(tracepoint.channel_cut);
  };
  return onEachTick(thread, tick, { label: 'cut', happen });
}

/** The preempt channel alone drops, if there is one that is still in use. */
export function cutPreempt(thread: Thread, tick: Tick, { state, preempt, trace }: Source): Steps {
  const happen = (): void => {
    if (preempt === undefined || state.is('completed') || preempt.sender.channel.isClosed) return;
    preempt.sender.channel.close();
    trace.emit(tracepoint.preempt_channel_cut);
  };
  return onEachTick(thread, tick, { label: 'cut preempt channel', happen });
}

/** The rate limit or MAX_WAIT strikes: the slice that is being sent ends early. */
export function endSlice(thread: Thread, tick: Tick, { sliceExpired, trace }: Source): Steps {
  const happen = (): void => {
    sliceExpired.set(1);
    trace.emit(tracepoint.slice_expired);
  };
  return onEachTick(thread, tick, { label: 'end slice', happen });
}

/** A bit of what is on the link is changed. */
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
  /** One for each time. */
  readonly salts: readonly number[];
}

interface Happening {
  readonly label: string;
  readonly happen: () => void;
}

function* onEachTick(thread: Thread, tick: Tick, { label, happen }: Happening): Steps {
  for (;;) {
    yield thread.wait(tick, label);
    tick.take();
    happen();
  }
}
