/** The threads of one engine, in the fixed order in which a tie between them is decided. */
import type { Scenario } from '../scenario.ts';
import { acceptThread } from '../engine/mechanisms/preempt/accept-thread.ts';
import { faultThread } from '../engine/mechanisms/postcopy/fault-thread.ts';
import { incomingThread } from '../engine/destination/incoming-thread.ts';
import { listenThread } from '../engine/mechanisms/postcopy/listen-thread.ts';
import { preemptThread } from '../engine/mechanisms/preempt/preempt-thread.ts';
import type { EngineParts } from './engine-parts.ts';
import { device } from '../engine/guest/device.ts';
import { GuestActor } from '../engine/guest/guest-actor.ts';
import type { Machine } from '../engine/guest/machine.ts';
import { vcpu } from '../engine/guest/vcpu.ts';
import type { DirtyLog } from '../engine/memory/dirty-log.ts';
import { cancel, corrupt, cut, cutPreempt, endSlice, startPostcopy } from './happenings.ts';
import { operator } from './operator.ts';
import { inOrder } from './outside.ts';
import type { Steps } from '../runtime/thread.ts';
import { Thread } from '../runtime/thread.ts';
import { backgroundSync } from '../engine/mechanisms/background-sync/background-sync.ts';
import { migrationThread } from '../engine/source/migration-thread.ts';
import { returnPathThread } from '../engine/mechanisms/postcopy/return-path-thread.ts';

export function makeThreads(parts: EngineParts, scenario: Scenario): readonly Thread[] {
  const { source, incoming, ticks } = parts;
  const threads: Thread[] = [];
  const add = (name: string, body: (thread: Thread) => Steps): void => {
    threads.push(new Thread(threads.length, name, body));
  };
  add('operator', (thread) =>
    operator(thread, source, { migrations: scenario.migrations, incoming }),
  );
  add('migration', (thread) => migrationThread(thread, source));
  add('incoming', (thread) => incomingThread(thread, incoming));
  const planned = new Set(scenario.ticks.map((tick) => tick.kind));
  if (planned.has('background-sync'))
    add('background sync', (thread) => backgroundSync(thread, source, ticks['background-sync']));
  if (planned.has('end-slice'))
    add('rate limit', (thread) => endSlice(thread, ticks['end-slice'], source));
  if (scenario.postcopy) {
    add('return path', (thread) => returnPathThread(thread, source));
    add('listen', (thread) => listenThread(thread, incoming));
    add('fault', (thread) => faultThread(thread, incoming));
  }
  const { preempt } = incoming;
  if (preempt !== undefined) {
    add('preempt', (thread) => preemptThread(thread, incoming, preempt));
    add('accept', (thread) => acceptThread(thread, incoming, preempt));
  }
  if (planned.has('start-postcopy'))
    add('postcopy starter', (thread) => startPostcopy(thread, ticks['start-postcopy'], source));
  if (planned.has('cancel')) add('canceller', (thread) => cancel(thread, ticks.cancel, source));
  const salts = inOrder(scenario.ticks).flatMap(({ kind, salt }) =>
    kind === 'corrupt' ? (salt ?? 0) : [],
  );
  if (salts.length > 0)
    add('tamperer', (thread) => corrupt(thread, ticks.corrupt, { source, salts }));
  if (planned.has('cut-preempt'))
    add('preempt network', (thread) => cutPreempt(thread, ticks['cut-preempt'], source));
  if (planned.has('cut')) add('network', (thread) => cut(thread, ticks.cut, source));
  addGuest(parts, add, { machine: source.machine, log: source.log, suffix: '' });
  addGuest(parts, add, { machine: incoming.machine, log: undefined, suffix: ' on destination' });
  return threads;
}

interface GuestHost {
  readonly machine: Machine;
  readonly log: DirtyLog | undefined;
  readonly suffix: string;
}

function addGuest(
  parts: EngineParts,
  add: (name: string, body: (thread: Thread) => Steps) => void,
  host: GuestHost,
): void {
  const { program, ramPageOf, shared } = parts;
  const context = { machine: host.machine, log: host.log, ramPageOf, trace: shared.trace };
  program.actors.forEach((operations, id) => {
    if (operations.length === 0) return;
    const actor = new GuestActor(id, operations, context);
    if (id === program.actors.length - 1)
      add(`device${host.suffix}`, (thread) => device(thread, actor));
    else add(`vcpu${id}${host.suffix}`, (thread) => vcpu(thread, actor));
  });
}
