/** Offers threads as choices: the driver of any system that is made of generators and gates. */
import type { ComingStep, Driver, Wait } from '../system.ts';
import { Gate } from './gate.ts';
import { Mutex } from './mutex.ts';
import { Scheduler } from './scheduler.ts';
import type { Shared } from './shared.ts';
import type { Thread } from './thread.ts';

/** The coming step can be taken at any time. */
const NO_GATE = -1;

export interface ThreadPlan {
  readonly threads: readonly Thread[];
  /** What the first step of a guest operation is called: a guest that is over does not take it. */
  readonly beginsOperation: ReadonlySet<string>;
  /** Puts everything into the state before the first step; the shared objects have been reset. */
  readonly powerOn: () => void;
}

export class ThreadDriver implements Driver {
  readonly threads: readonly string[];
  readonly gates: readonly number[];
  protected readonly scheduler: Scheduler;
  private readonly plan: ThreadPlan;
  private readonly shared: Shared;
  /** By cell. */
  private readonly gateOf: ReadonlyMap<number, Gate>;
  private isDraining = false;

  constructor(shared: Shared, plan: ThreadPlan) {
    this.shared = shared;
    this.plan = plan;
    this.threads = plan.threads.map((thread) => thread.name);
    this.scheduler = new Scheduler(shared, plan.threads);
    const gates = shared.objects.filter((object) => object instanceof Gate);
    this.gateOf = new Map(gates.map((gate) => [gate.cell, gate]));
    this.gates = [...this.gateOf.keys()];
  }

  reset(): void {
    const { footprint, objects, trace } = this.shared;
    this.isDraining = false;
    footprint.begin();
    for (const object of objects) object.reset();
    this.plan.powerOn();
    this.scheduler.restart();
    footprint.begin();
    trace.begin();
  }

  choices(): number {
    const { ready } = this.shared;
    return this.isDraining ? ready.mask & ~this.restingGuests() : ready.mask;
  }

  take(thread: number): void {
    this.shared.footprint.begin();
    this.shared.trace.begin();
    this.scheduler.step(thread);
  }

  comingStep(id: number): ComingStep {
    const thread = this.scheduler.threads[id];
    if (thread === undefined) throw new Error(`no thread ${id}`);
    const { label, object, gate } = thread;
    return { label, page: object, gate: gate?.cell ?? NO_GATE };
  }

  isOpen(gate: number): boolean {
    return this.gateOf.get(gate)?.isOpen === true;
  }

  isDone(): boolean {
    return this.scheduler.isDone(this.isDraining ? this.restingGuests() : 0);
  }

  drain(): void {
    this.isDraining = true;
  }

  waits(): readonly Wait[] {
    return this.scheduler.threads.flatMap((thread) => {
      const { gate } = thread;
      if (gate === undefined || gate.isOpen || thread.isFinished) return [];
      const holder = gate instanceof Mutex ? gate.holder?.name : undefined;
      const wait: Wait = { thread: thread.name, what: gate.name, isIdle: gate.isIdle };
      return [holder === undefined ? wait : { ...wait, holder }];
    });
  }

  /** Guest threads that stand between two operations, one bit each. */
  private restingGuests(): number {
    const { beginsOperation } = this.plan;
    let resting = 0;
    for (const thread of this.scheduler.threads)
      if (beginsOperation.has(thread.label)) resting |= thread.bit;
    return resting;
  }
}
