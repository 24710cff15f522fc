/** The operator's commands: start a migration, request postcopy, cancel (qmp_migrate, migrate_fd_cancel). */
import { tracepoint } from '../../tracepoints.ts';
import type { Incoming } from '../destination/incoming.ts';
import { awaitMigration } from '../destination/incoming.ts';
import type { Source } from './source.ts';

/** Starts a migration over a fresh connection, to a destination that is fresh unless it is reused. */
export function startMigration(source: Source, incoming: Incoming): void {
  awaitMigration(incoming);
  source.complaint.clear();
  source.failures.restart();
  source.channel.open();
  source.preempt?.restart();
  if (source.preempt?.hasTwoSenders === false) source.preempt.connect();
  source.recovery?.hasPaused.set(0);
  source.requests.clear();
  source.postcopyRequested.set(0);
  source.shut.set(false);
  source.answered.set(false);
  source.isPackageLoaded.set(0);
  source.packageAnswered.set(false);
  source.isSatisfied.set(0);
  // From here on the return-path thread may hear the destination.
  source.connection.disarm();
  source.connection.arm();
  source.ended.set(false);
  source.requested.set(true);
  source.state.begin();
}

/** From now on the destination may take over at once (qmp_migrate_start_postcopy). */
export function requestPostcopy({ postcopyRequested, trace }: Source): void {
  postcopyRequested.set(1);
  trace.emit(tracepoint.migrate_start_postcopy);
}

/** Cancels the migration, unless it is complete or the destination may have taken over. */
export function cancelMigration({ state, channel, preempt, trace }: Source): void {
  const isCancelled =
    state.change('setup', 'cancelling') ||
    state.change('active', 'cancelling') ||
    state.change('device', 'cancelling');
  if (!isCancelled) return;
  channel.close();
  preempt?.sender.channel.close();
  trace.emit(tracepoint.migration_cancel);
}
