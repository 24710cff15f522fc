/** The destination gives up its connections: what is on them is lost. */
import { tracepoint } from '../../tracepoints.ts';
import type { Incoming } from './incoming.ts';

/** Closes all connections, and lets a thread go on that waits for requested pages: they may never arrive. */
export function closeConnections({ channels, preempt, requests, trace }: Incoming): void {
  if (preempt?.from.channel.isClosed === false) trace.emit(tracepoint.preempt_channel_cut);
  for (const { channel } of channels) channel.close();
  requests.abandon();
}
