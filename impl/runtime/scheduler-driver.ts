/**
 * Drives any system that consists of generators and gates. Subclasses decide in which form `choices`
 * returns the ready threads.
 */
import type { ComingStep, Driver, Wait } from '../system.ts';
import { ThreadSet } from '../thread-set.ts';
import type { ReadonlyThreadSet } from '../thread-set.ts';
import { Gate } from './gate.ts';
import { Mutex } from './mutex.ts';
import { Scheduler } from './scheduler.ts';
import type { Shared } from './shared.ts';
import type { Thread } from './thread.ts';

/** The coming step does not wait for a gate. */
const NO_GATE = -1;

export interface ThreadPlan {
  readonly threads: readonly Thread[];
  /** Labels of the first step of a guest operation: a drained guest takes no such step. */
  readonly beginsOperation: ReadonlySet<string>;
  /** Sets up the state before the first step; the shared objects have been reset already. */
  readonly powerOn: () => void;
}

export class SchedulerDriver implements Omit<Driver, 'choices'> {
  readonly threads: readonly string[];
  readonly gates: readonly number[];
  protected readonly scheduler: Scheduler;
  private readonly plan: ThreadPlan;
  private readonly shared: Shared;
  /** The gates, by cell. */
  private readonly gateOf: ReadonlyMap<number, Gate>;
  private isDraining = false;
  /** The set returned while draining: the ready threads without the resting guest threads. */
  private readonly told: ThreadSet = new ThreadSet();
  private readonly resting: ThreadSet = new ThreadSet();

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
    return this.scheduler.isDone(this.isDraining ? this.restingGuests() : undefined);
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

  /** The threads that can take their next step. The set is overwritten by the next step. */
  protected ready(): ReadonlyThreadSet {
    const { ready } = this.shared;
    if (!this.isDraining) return ready;
    this.told.set(ready);
    this.told.deleteAll(this.restingGuests());
    return this.told;
  }

  /** Guest threads that are between two operations. */
  private restingGuests(): ReadonlyThreadSet {
    const { beginsOperation } = this.plan;
    const { resting } = this;
    resting.clear();
    for (const { id, label } of this.scheduler.threads)
      if (beginsOperation.has(label)) resting.add(id);
    return resting;
  }
}
