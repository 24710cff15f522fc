/** The source gives up its connections, in both directions: what is on them is lost. */
import { tracepoint } from '../../tracepoints.ts';
import type { Source } from './source.ts';

export function leaveConnections(source: Source): void {
  const { preempt, trace } = source;
  leaveMain(source);
  if (preempt === undefined || preempt.sender.channel.isClosed) return;
  preempt.sender.channel.close();
  trace.emit(tracepoint.preempt_channel_cut);
}

export function leaveMain({ channel, trace }: Source): void {
  if (channel.isClosed) return;
  channel.close();
  trace.emit(tracepoint.channel_cut);
}
