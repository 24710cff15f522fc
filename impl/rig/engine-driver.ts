/** Offers the engine's threads as choices. */
import { prepareIncoming } from '../engine/destination/incoming.ts';
import { WAITS_FOR_PAGE } from '../engine/guest/wait-for-page.ts';
import { Gate } from '../runtime/gate.ts';
import { Mutex } from '../runtime/mutex.ts';
import { Scheduler } from '../runtime/scheduler.ts';
import type { Thread } from '../runtime/thread.ts';
import type { TickSpec } from '../scenario.ts';
import type { ComingStep, Driver, Wait } from '../system.ts';
import type { EngineParts } from './engine-parts.ts';
import { Outside } from './outside.ts';

/** The first step of each guest operation: what a guest that is over does not take. */
const BEGINS_OPERATION: ReadonlySet<string> = new Set(['start', 'access', 'dma']);

/** The coming step can be taken at any time. */
const NO_GATE = -1;

export class EngineDriver implements Driver {
  readonly threads: readonly string[];
  readonly gates: readonly number[];
  private readonly parts: EngineParts;
  private readonly scheduler: Scheduler;
  private readonly outside: Outside;
  /** By cell. */
  private readonly gateOf: ReadonlyMap<number, Gate>;
  private isDraining = false;

  constructor(parts: EngineParts, threads: readonly Thread[], plan: readonly TickSpec[]) {
    this.parts = parts;
    this.threads = threads.map((thread) => thread.name);
    this.scheduler = new Scheduler(parts.shared, threads);
    const gates = parts.shared.objects.filter((object) => object instanceof Gate);
    this.gateOf = new Map(gates.map((gate) => [gate.cell, gate]));
    this.gates = [...this.gateOf.keys()];
    this.outside = new Outside(plan, parts.ticks, parts.shared);
  }

  reset(): void {
    const { shared, source, incoming, program } = this.parts;
    this.isDraining = false;
    shared.footprint.begin();
    for (const object of shared.objects) object.reset();
    source.log.powerOn();
    source.machine.powerOn();
    program.initialVersions.forEach((version, page) => source.machine.memory.store(page, version));
    source.machine.start();
    prepareIncoming(incoming);
    this.scheduler.restart();
    shared.footprint.begin();
    shared.trace.begin();
    this.outside.restart();
  }

  choices(): number {
    const { ready } = this.parts.shared;
    return this.isDraining ? ready.mask & ~this.restingGuests() : ready.mask;
  }

  take(thread: number): void {
    this.parts.shared.footprint.begin();
    this.parts.shared.trace.begin();
    this.scheduler.step(thread);
    this.outside.observe();
  }

  comingStep(thread: number): ComingStep {
    const { label, object, gate } = this.thread(thread);
    return { label, page: object, gate: gate?.cell ?? NO_GATE };
  }

  isOpen(gate: number): boolean {
    return this.gateOf.get(gate)?.isOpen === true;
  }

  isDone(): boolean {
    const resting = this.isDraining ? this.restingGuests() : 0;
    return this.scheduler.isDone(resting);
  }

  drain(): void {
    this.isDraining = true;
    this.outside.end();
  }

  waits(): readonly Wait[] {
    return this.scheduler.threads.flatMap((thread) => {
      const { gate } = thread;
      if (gate === undefined || gate.isOpen || thread.isFinished) return [];
      const holder = gate instanceof Mutex ? gate.holder?.name : undefined;
      const wait: Wait = { thread: thread.name, what: gate.name, isIdle: gate.isIdle };
      if (thread.label === WAITS_FOR_PAGE) return [{ ...wait, missingPage: thread.object }];
      return [holder === undefined ? wait : { ...wait, holder }];
    });
  }

  /** Guest threads that stand between two operations, one bit each. */
  private restingGuests(): number {
    let resting = 0;
    for (const thread of this.scheduler.threads)
      if (BEGINS_OPERATION.has(thread.label)) resting |= thread.bit;
    return resting;
  }

  private thread(id: number): Thread {
    const thread = this.scheduler.threads[id];
    if (thread === undefined) throw new Error(`no thread ${id}`);
    return thread;
  }
}
