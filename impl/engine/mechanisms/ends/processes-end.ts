/**
 * A process ends at any step. In order, as when QEMU is told to quit: it gives up its migration first
 * (migration_shutdown), and stops its guest and its threads afterwards; in between, its threads may see the closed
 * connections. Or all at once, as when it is killed or crashes. The other host learns of it by its closed connections.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import type { Tick } from '../../../runtime/tick.ts';
import { host, tracepoint } from '../../../tracepoints.ts';
import type { Incoming } from '../../destination/incoming.ts';
import type { EngineParts } from '../../parts.ts';
import { leaveConnections } from '../../source/leave-connections.ts';
import type { Source } from '../../source/source.ts';
import { cancelMigration } from '../../source/start-and-cancel.ts';
import { cancelPaused, leaveWaiting } from '../recovery/cancel-paused.ts';

type Hosts = Pick<EngineParts, 'source' | 'incoming'>;

export function* sourceQuits(thread: Thread, tick: Tick, { source, incoming }: Hosts): Steps {
  for (;;) {
    yield thread.wait(tick, 'quit source');
    tick.take();
    if (source.process.isGone()) continue;
    source.trace.emit(tracepoint.qemu_system_shutdown_request, host.source);
    cancelMigration(source);
    cancelPaused(source, incoming);
    // What a migration that is complete has sent still arrives.
    if (!source.state.is('completed')) leaveConnections(source);
    yield thread.acquire(source.bql);
    endSource(source, incoming);
    source.bql.release(thread);
  }
}

export function* destinationQuits(thread: Thread, tick: Tick, { source, incoming }: Hosts): Steps {
  for (;;) {
    yield thread.wait(tick, 'quit destination');
    tick.take();
    if (incoming.process.isGone()) continue;
    source.trace.emit(tracepoint.qemu_system_shutdown_request, host.destination);
    leaveConnections(source);
    yield thread.about('exit');
    if (!incoming.process.isGone()) endDestination(source, incoming);
  }
}

export function* destinationDies(thread: Thread, tick: Tick, { source, incoming }: Hosts): Steps {
  for (;;) {
    yield thread.wait(tick, 'destination dies');
    tick.take();
    if (!incoming.process.isGone()) endDestination(source, incoming);
  }
}

/** The caller holds the BQL. */
function endSource(source: Source, incoming: Incoming): void {
  const { machine, process, recovery, state, ended, trace } = source;
  trace.emit(tracepoint.process_gone, host.source);
  if (machine.isRunning) machine.stop();
  if (!state.is('completed')) leaveConnections(source);
  process.end();
  recovery?.paused.set(false);
  leaveWaiting(incoming);
  ended.set(true);
}

function endDestination(source: Source, { machine, process, recovery, trace }: Incoming): void {
  trace.emit(tracepoint.process_gone, host.destination);
  machine.die();
  process.end();
  leaveConnections(source);
  // The operator finds nobody who could go on.
  recovery?.abandon();
}
