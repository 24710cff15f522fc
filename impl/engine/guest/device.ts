/**
 * A device that writes guest RAM without a vCPU (DMA, vhost). Unlike a vCPU, it stores first and logs
 * afterwards, and it never traps; stopping the guest waits until it has logged its store.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import { waitForPage } from '../mechanisms/postcopy/wait-for-page.ts';
import { takeBack } from './take-back.ts';
import type { GuestActor } from './guest-actor.ts';

export function* device(thread: Thread, actor: GuestActor): Steps {
  const { machine, log, trace } = actor;
  yield thread.wait(machine.mayRun, 'start');
  for (let next = actor.next(); next !== undefined; next = actor.next()) {
    const { page, version } = next;
    yield thread.wait(machine.mayRun, 'dma', page);
    if (machine.loan !== undefined) yield* takeBack(thread, machine, machine.loan, page);
    if (machine.isMissing(page)) yield* waitForPage(thread, machine, page);
    machine.unlogged.begin();
    machine.memory.store(page, version);
    trace.emit(tracepoint.device_store, page, version, machine.host);
    yield thread.about('log', page);
    log?.mark(actor.ramPageOf[page] as number);
    trace.emit(tracepoint.device_log, page, machine.host);
    machine.unlogged.end();
    actor.finish();
  }
}
