/**
 * The operator after a loss: once both hosts have paused, lets the destination listen for a new connection
 * and makes the source connect (migrate-recover there, migrate with resume=true here).
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { Incoming } from '../../destination/incoming.ts';
import type { Tick } from '../../../runtime/tick.ts';
import type { Source } from '../../source/source.ts';
import type { IncomingRecovery } from './incoming-recovery.ts';
import type { Recovery } from './recovery.ts';
import { failToReconnect } from './refused-connection.ts';

export interface RecoveryHosts {
  readonly source: Source;
  readonly incoming: Incoming;
  readonly recovery: Recovery;
  readonly incomingRecovery: IncomingRecovery;
  /** Connections that the operator tries at a wrong address. */
  readonly refusals: Tick;
}

export function* recoverer(thread: Thread, hosts: RecoveryHosts): Steps {
  const { source, recovery, incomingRecovery, refusals } = hosts;
  for (;;) {
    yield thread.wait(recovery.paused, 'await pause');
    yield thread.wait(incomingRecovery.settled, 'recover');
    // It may have been cancelled meanwhile, or its process may be gone.
    if (!source.state.is('postcopy-paused') || source.process.isGone()) continue;
    if (incomingRecovery.isPaused.get() === 0) {
      source.trace.emit(tracepoint.migrate_resume_given_up);
    } else if (refusals.takeOne()) {
      yield* failToReconnect(thread, source);
      continue;
    } else reconnect(hosts);
    recovery.paused.set(false);
    recovery.resumed.set(true);
  }
}

/** Nothing of the old connections can arrive over the new ones: they begin empty. */
function reconnect({ source, incoming, recovery, incomingRecovery }: RecoveryHosts): void {
  recovery.recoveries.useUpOne();
  source.state.change('postcopy-paused', 'postcopy-recover-setup');
  source.channel.open();
  source.shut.set(false);
  recovery.restart(source.ram.blocks.length);
  source.connection.disarm();
  source.connection.arm();
  source.complaint.clear();
  incoming.complaint.clear();
  incomingRecovery.settled.set(false);
  incomingRecovery.resumed.set(true);
  source.trace.emit(tracepoint.migrate_resume);
}
