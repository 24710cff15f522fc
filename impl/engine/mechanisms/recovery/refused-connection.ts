/**
 * The operator names an address where nobody listens: the connection is refused. Nothing has begun, so nothing
 * is torn down: a first migration fails, and a paused one stays paused (migration_connect_error_propagate).
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import { awaitMigration } from '../../destination/incoming.ts';
import type { Incoming } from '../../destination/incoming.ts';
import type { Source } from '../../source/source.ts';

/** A first migration that comes to nothing, unless it is cancelled before. */
export function* failToConnect(thread: Thread, source: Source, incoming: Incoming): Steps {
  const { state, channel, trace } = source;
  awaitMigration(incoming);
  channel.close();
  source.complaint.clear();
  state.begin();
  yield thread.about('connect');
  if (source.process.isGone()) return;
  noteRefusal(source);
  if (state.change('setup', 'failing')) state.change('failing', 'failed');
  else state.change('cancelling', 'cancelled');
  trace.emit(tracepoint.migrate_fd_cleanup, state.get());
}

/** A recovery that comes to nothing: everything is kept for the next one. */
export function* failToReconnect(thread: Thread, source: Source): Steps {
  source.state.change('postcopy-paused', 'postcopy-recover-setup');
  yield thread.about('connect');
  if (source.process.isGone()) return;
  noteRefusal(source);
  source.state.change('postcopy-recover-setup', 'postcopy-paused');
}

function noteRefusal({ complaint, trace }: Source): void {
  complaint.set('the connection is refused');
  trace.emit(tracepoint.migrate_connection_refused);
}
