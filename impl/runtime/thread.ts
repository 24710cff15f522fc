/**
 * One thread of the system: a generator that yields wherever another thread may interleave, and that
 * names its coming step before each yield. The code between two yields is atomic.
 */
import type { Gate } from './gate.ts';
import type { Mutex } from './mutex.ts';

/** The body of a thread, or a part of it that the body calls with `yield*`. */
export type Steps<Result = void> = Generator<void, Result, void>;

/** The coming step concerns no particular page. */
export const NO_OBJECT = -1;

export class Thread {
  readonly id: number;
  readonly name: string;
  /** The label of the coming step. */
  label = 'start';
  /** The page that the coming step concerns (dense index), or `NO_OBJECT`. */
  object: number = NO_OBJECT;
  /** The gate that the coming step waits for, if any. */
  gate: Gate | undefined;
  /** Bit set of the mutexes it holds. */
  held = 0;
  isFinished = false;
  private readonly body: (thread: Thread) => Steps;
  private steps: Steps;

  constructor(id: number, name: string, body: (thread: Thread) => Steps) {
    this.id = id;
    this.name = name;
    this.body = body;
    this.steps = body(this);
  }

  restart(): void {
    this.label = 'start';
    this.object = NO_OBJECT;
    this.gate = undefined;
    this.held = 0;
    this.isFinished = false;
    this.steps = this.body(this);
  }

  /** Ends it wherever it is: it takes no further step, and holds nothing. */
  end(): void {
    this.gate = undefined;
    this.held = 0;
    this.isFinished = true;
  }

  /** Announces a coming step that can be taken at any time. */
  about(label: string, object: number = NO_OBJECT): void {
    this.label = label;
    this.object = object;
  }

  /** Announces a coming step that can be taken while `gate` is open. */
  wait(gate: Gate, label: string, object: number = NO_OBJECT): void {
    this.label = label;
    this.object = object;
    this.gate = gate;
  }

  /** Announces a coming step that acquires `mutex` and holds it from its first instruction on. */
  acquire(mutex: Mutex): void {
    this.wait(mutex, mutex.name);
  }

  /** Whether it waits for an event that may never come. */
  isWaitingIdly(): boolean {
    return this.gate !== undefined && this.gate.isIdle && !this.gate.isOpen;
  }

  /** Runs the coming step, up to the next yield. */
  advance(): void {
    this.isFinished = this.steps.next().done === true;
  }
}
