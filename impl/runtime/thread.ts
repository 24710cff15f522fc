/**
 * One thread of the system: a generator that yields wherever another thread may come between, and
 * before it yields says what its coming step is. What lies between two yields is atomic.
 */
import type { Gate } from './gate.ts';
import type { Mutex } from './mutex.ts';

/** The body of a thread, or a part of it that is delegated to with `yield*`. */
export type Steps<Result = void> = Generator<void, Result, void>;

/** The coming step concerns no single page. */
export const NO_OBJECT = -1;

export class Thread {
  readonly id: number;
  readonly name: string;
  /** What the coming step is called. */
  label = 'start';
  /** The page that the coming step concerns (dense index), or `NO_OBJECT`. */
  object: number = NO_OBJECT;
  /** What the coming step waits for, if anything. */
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

  /** The coming step can be taken at any time. */
  about(label: string, object: number = NO_OBJECT): void {
    this.label = label;
    this.object = object;
  }

  /** The coming step can be taken while `gate` is open. */
  wait(gate: Gate, label: string, object: number = NO_OBJECT): void {
    this.label = label;
    this.object = object;
    this.gate = gate;
  }

  /** The coming step begins with getting `mutex`; it holds it from its first instruction on. */
  acquire(mutex: Mutex): void {
    this.wait(mutex, mutex.name);
  }

  /** It waits for what may never come. */
  isWaitingIdly(): boolean {
    return this.gate !== undefined && this.gate.isIdle && !this.gate.isOpen;
  }

  /** Runs the coming step, up to the next yield. */
  advance(): void {
    this.isFinished = this.steps.next().done === true;
  }
}
