/**
 * The happens-before order of an execution: the smallest order that keeps the steps of each thread, and any
 * two steps that do not commute, in the order in which they were taken. It is kept as vector clocks, one per
 * step, and undone step by step when a search backtracks.
 */
import type { GateState, StepIndex } from './gate-history.ts';
import { GateHistory, NONE } from './gate-history.ts';
import { LastAccesses } from './last-accesses.ts';
import type { Step } from './step.ts';
import { UndoLog } from './undo-log.ts';

export interface Extent {
  readonly threads: number;
  readonly objects: number;
  /** Objects whose write comes before their read in every order of the steps. */
  readonly messages: ReadonlySet<number>;
}

export class HappensBefore {
  /** The execution so far. */
  readonly steps: Step[] = [];
  private readonly extent: Extent;
  private readonly clocks: Int32Array[] = [];
  private readonly undo: UndoLog = new UndoLog();
  private readonly undoFrom: number[] = [];
  private readonly accesses: LastAccesses;
  private readonly gates: GateHistory;
  private readonly lastOf: Int32Array;
  private readonly noClock: Int32Array;

  /** @param gates - the gates, in their state before the first step */
  constructor(extent: Extent, gates: GateState) {
    const { objects, threads } = extent;
    this.extent = extent;
    this.accesses = new LastAccesses(objects, threads, this.undo);
    this.gates = new GateHistory(objects, gates, this.undo);
    this.lastOf = new Int32Array(threads).fill(NONE);
    this.noClock = new Int32Array(threads);
  }

  /** For each thread, one more than the index of its last step that happens before the step, or 0. */
  clockOf(step: StepIndex): Int32Array {
    return this.clocks[step] as Int32Array;
  }

  /**
   * Appends a step to the execution.
   *
   * @returns the steps that it races with: each of them may also be taken after it
   * @throws Error if the cell of a message is used again before the message was received
   */
  append(step: Step): readonly StepIndex[] {
    const index = this.steps.length;
    this.undoFrom.push(this.undo.length);
    const clock = this.clockOfThread(step.thread).slice();
    const shutter = this.shutterFor(step.thread, step.gate);
    const races = shutter === undefined ? [] : [shutter];
    this.joinEnablers(clock, step);
    for (const other of this.conflicts(step)) {
      if (this.isBefore(other, clock)) continue;
      races.push(other);
      join(clock, this.clockOf(other));
    }
    clock[step.thread] = index + 1;
    this.steps.push(step);
    this.clocks.push(clock);
    this.undo.write(this.lastOf, step.thread, index);
    this.accesses.note(step, index);
    for (const access of step.accesses)
      if ((access & 1) === 1) this.gates.note(access >> 1, index, access >> 1 === step.gate);
    this.gates.settle();
    return races;
  }

  /** The step that shut a gate, if the thread could have reached the gate before it. */
  shutterFor(thread: number, gate: number): StepIndex | undefined {
    if (gate === NONE) return undefined;
    const shutter = this.gates.shutter(gate);
    if (shutter === NONE || this.isBefore(shutter, this.clockOfThread(thread))) return undefined;
    return shutter;
  }

  /** Forgets every step from this one on. */
  truncate(length: number): void {
    if (length >= this.steps.length) return;
    this.undo.rollBack(this.undoFrom[length] as number);
    this.undoFrom.length = length;
    this.steps.length = length;
    this.clocks.length = length;
  }

  private clockOfThread(thread: number): Int32Array {
    const last = this.lastOf[thread] as number;
    return last === NONE ? this.noClock : this.clockOf(last);
  }

  private isBefore(step: StepIndex, clock: Int32Array): boolean {
    return (clock[(this.steps[step] as Step).thread] as number) > step;
  }

  /**
   * Joins the clocks of the steps that precede this one in every order: the one that opened its gate, and
   * those that sent its messages.
   */
  private joinEnablers(clock: Int32Array, { gate, accesses }: Step): void {
    const opener = gate === NONE ? NONE : this.gates.opener(gate);
    if (opener !== NONE) join(clock, this.clockOf(opener));
    for (const access of accesses) {
      const object = access >> 1;
      if (!this.extent.messages.has(object)) continue;
      const sender = this.accesses.writer(object);
      if (sender === NONE) continue;
      if ((access & 1) === 1 && !this.isReceived(object))
        throw new Error('more messages are on their way than there are cells for');
      join(clock, this.clockOf(sender));
    }
  }

  private isReceived(message: number): boolean {
    let isReceived = false;
    this.accesses.forEachReader(message, () => {
      isReceived = true;
    });
    return isReceived;
  }

  /** Steps that do not commute with the new one and that it could have preceded, the latest first. */
  private conflicts({ gate, thread, accesses }: Step): readonly StepIndex[] {
    const found = new Set<StepIndex>();
    for (const access of accesses) {
      const object = access >> 1;
      if (this.extent.messages.has(object)) continue;
      const writer = this.accesses.writer(object);
      const isOpener = object === gate && this.gates.opener(gate) === writer;
      if (writer !== NONE && !isOpener) found.add(writer);
      if ((access & 1) === 1)
        this.accesses.forEachReader(object, (reader) => {
          if (this.steps[reader]?.thread !== thread) found.add(reader);
        });
    }
    return [...found].toSorted((one, other) => other - one);
  }
}

function join(clock: Int32Array, other: Int32Array): void {
  for (let thread = 0; thread < clock.length; thread++)
    if ((other[thread] as number) > (clock[thread] as number))
      clock[thread] = other[thread] as number;
}
