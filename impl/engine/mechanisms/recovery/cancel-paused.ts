/**
 * The operator gives up a migration that is paused or is being recovered (migrate_cancel). The guest may run on
 * the destination, so it never runs on the source again. Nobody will connect the destination once more: it
 * waits until the operator ends it, too.
 */
import type { MigrationStatus } from '../../../tracepoints.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { Incoming } from '../../destination/incoming.ts';
import type { Source } from '../../source/source.ts';

const WAITING: readonly MigrationStatus[] = [
  'postcopy-paused',
  'postcopy-recover-setup',
  'postcopy-recover',
];

/** Does nothing if there is no such migration. */
export function cancelPaused(source: Source, incoming: Incoming): void {
  const { state, channel, preempt, recovery, ended, trace } = source;
  if (recovery === undefined || ended.test()) return;
  if (!WAITING.some((status) => state.change(status, 'cancelling'))) return;
  recovery.paused.set(false);
  recovery.resumed.set(true);
  leaveWaiting(incoming);
  channel.close();
  preempt?.sender.channel.close();
  trace.emit(tracepoint.migration_cancel);
}

/** Whether a migration was cancelled that had been paused: the guest is no longer here. */
export function isGivenUp({ state, recovery }: Source): boolean {
  return state.is('cancelled') && recovery?.hasPaused.get() === 1;
}

/** What the destination now waits for may never come, which is no deadlock. */
export function leaveWaiting({ recovery, preempt, bql, userFault }: Incoming): void {
  const awaited = [recovery?.resumed, recovery?.mayRequest, preempt?.accepted, bql];
  for (const gate of awaited) if (gate !== undefined) gate.isIdle = true;
  userFault.abandon();
}
