/** The event from outside that cuts the preempt channel. */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import type { Tick } from '../../../runtime/tick.ts';
import { tracepoint } from '../../../tracepoints.ts';
import { onEachTick } from '../../on-each-tick.ts';
import type { Source } from '../../source/source.ts';

/** Cuts only the preempt channel, if there is one that is still in use. */
export function cutPreempt(thread: Thread, tick: Tick, { state, preempt, trace }: Source): Steps {
  const happen = (): void => {
    if (preempt === undefined || state.is('completed') || preempt.sender.channel.isClosed) return;
    preempt.sender.channel.close();
    trace.emit(tracepoint.preempt_channel_cut);
  };
  return onEachTick(thread, tick, { label: 'cut preempt channel', happen });
}
