/** Offers the engine's threads as choices. */
import type { ComingStep, Driver, Wait } from '../system.ts';
import type { EngineParts } from './engine-parts.ts';
import { Mutex } from './runtime/mutex.ts';
import { Outside } from './outside/outside.ts';
import { Scheduler } from './runtime/scheduler.ts';
import type { Thread } from './runtime/thread.ts';
import type { TickSpec } from '../scenario.ts';

export class EngineDriver implements Driver {
  readonly threads: readonly string[];
  private readonly parts: EngineParts;
  private readonly scheduler: Scheduler;
  private readonly outside: Outside;

  constructor(parts: EngineParts, threads: readonly Thread[], plan: readonly TickSpec[]) {
    this.parts = parts;
    this.threads = threads.map((thread) => thread.name);
    this.scheduler = new Scheduler(parts.shared.ready, threads, parts.shared.footprint);
    this.outside = new Outside(plan, parts.ticks, parts.trace);
  }

  reset(): void {
    const { shared, trace, source, incoming, program } = this.parts;
    for (const gate of shared.gates) gate.reset();
    source.state.reset();
    source.ram.free();
    source.log.powerOn();
    source.channel.disconnect();
    source.sliceExpired.set(0);
    source.machine.setGuestOver(false);
    source.machine.powerOn();
    program.initialVersions.forEach((version, page) => source.machine.memory.store(page, version));
    source.machine.start();
    incoming.machine.setGuestOver(false);
    incoming.prepare();
    this.scheduler.restart();
    shared.footprint.begin();
    trace.begin();
    this.outside.restart();
  }

  choices(): number {
    return this.parts.shared.ready.mask;
  }

  take(thread: number): void {
    this.parts.shared.footprint.begin();
    this.parts.trace.begin();
    this.scheduler.step(thread);
    this.outside.observe();
  }

  comingStep(thread: number): ComingStep {
    const { label, object } = this.thread(thread);
    return { label, page: object };
  }

  isDone(): boolean {
    return this.scheduler.isDone();
  }

  drain(): void {
    this.outside.end();
    this.parts.source.machine.setGuestOver(true);
    this.parts.incoming.machine.setGuestOver(true);
  }

  waits(): readonly Wait[] {
    return this.scheduler.threads.flatMap((thread) => {
      const { gate } = thread;
      if (gate === undefined || gate.isOpen || thread.isFinished) return [];
      const holder = gate instanceof Mutex ? gate.holder?.name : undefined;
      return [
        {
          thread: thread.name,
          what: gate.name,
          isIdle: gate.isIdle,
          ...(holder === undefined ? {} : { holder }),
        },
      ];
    });
  }

  private thread(id: number): Thread {
    const thread = this.scheduler.threads[id];
    if (thread === undefined) throw new Error(`no thread ${id}`);
    return thread;
  }
}
