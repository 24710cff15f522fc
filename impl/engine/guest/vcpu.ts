/**
 * A vCPU that executes its part of the guest program on one host. While dirty logging is on, a store to
 * an armed page traps first; the store itself is a later step. Hardware re-executes the instruction after
 * the trap, so the store tests `armed` again. Under the TLB discipline the TLB entry is already resolved
 * and the store does not test again, so a sync has to wait for it.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';
import { tracepoint } from '../../tracepoints.ts';
import { waitForPage } from '../mechanisms/postcopy/wait-for-page.ts';
import { takeBack } from './take-back.ts';
import type { GuestActor } from './guest-actor.ts';
import type { Operation } from '../../guest-program.ts';

export function* vcpu(thread: Thread, actor: GuestActor): Steps {
  const { machine, trace } = actor;
  yield thread.wait(machine.mayRun, 'start');
  for (let next = actor.next(); next !== undefined; next = actor.next()) {
    const { page } = next;
    yield thread.wait(machine.mayRun, 'access', page);
    if (machine.loan !== undefined) yield* takeBack(thread, machine, machine.loan, page);
    if (machine.isMissing(page)) yield* waitForPage(thread, machine, page);
    if (next.isRead)
      trace.emit(tracepoint.vcpu_load, page, machine.memory.load(page), machine.host);
    else yield* store(thread, actor, next);
    actor.finish();
  }
}

function* store(thread: Thread, actor: GuestActor, { page, version }: Operation): Steps {
  const { machine, log, trace } = actor;
  const ramPage = actor.ramPageOf[page] as number;
  if (log?.isTrapped(ramPage) === true) {
    machine.trapped.begin();
    do {
      log.trap(ramPage);
      trace.emit(tracepoint.vcpu_trap, page);
      yield thread.about('store', page);
    } while (!log.isStoreBlind && log.isTrapped(ramPage));
    machine.trapped.end();
  }
  machine.memory.store(page, version);
  trace.emit(tracepoint.vcpu_store, page, version, machine.host);
}
