/**
 * Knows which threads are ready and lets one of them take its next step. It never chooses: the caller makes
 * every choice. There is no clock and no promise; a run is a pure function of the choices.
 */
import type { ReadonlyThreadSet } from '../thread-set.ts';
import { THREADS_MAX, TooManyThreads } from '../thread-set.ts';
import { Mutex } from './mutex.ts';
import type { Shared } from './shared.ts';
import type { Thread } from './thread.ts';

export class Scheduler {
  readonly threads: readonly Thread[];
  private readonly shared: Shared;

  constructor(shared: Shared, threads: readonly Thread[]) {
    if (threads.length > THREADS_MAX) throw new TooManyThreads(threads.length);
    this.shared = shared;
    this.threads = threads;
  }

  /** Restarts every thread and runs it up to its first yield, in thread order. */
  restart(): void {
    this.shared.ready.clear();
    this.shared.footprint.held = 0;
    for (const thread of this.threads) {
      thread.restart();
      this.advance(thread);
    }
  }

  /** Ends these threads wherever they are, and runs them from the beginning up to their first yield. */
  restartSome(threads: readonly Thread[]): void {
    for (const thread of threads) {
      thread.gate?.leave(thread.id);
      this.shared.ready.delete(thread.id);
      thread.restart();
      this.advance(thread);
    }
  }

  /** Ends these threads wherever they are. */
  endSome(threads: readonly Thread[]): void {
    for (const thread of threads) {
      thread.gate?.leave(thread.id);
      this.shared.ready.delete(thread.id);
      thread.end();
    }
  }

  /**
   * Lets the thread with this id take its next step.
   *
   * @throws Error if the thread is not ready
   */
  step(id: number): void {
    const thread = this.threads[id];
    if (thread === undefined || !this.shared.ready.has(id))
      throw new Error(`thread ${id} is not ready`);
    const { footprint } = this.shared;
    footprint.held = thread.held;
    footprint.thread = id;
    footprint.label = thread.label;
    const { gate } = thread;
    thread.gate = undefined;
    gate?.leave(id);
    if (gate instanceof Mutex) gate.take(thread);
    this.advance(thread);
  }

  /**
   * Whether every thread has finished or waits for an event that need not come.
   *
   * @param resting - threads to ignore
   */
  isDone(resting?: ReadonlyThreadSet): boolean {
    return this.threads.every(
      (thread) => thread.isFinished || resting?.has(thread.id) === true || thread.isWaitingIdly(),
    );
  }

  private advance(thread: Thread): void {
    const { ready } = this.shared;
    thread.advance();
    if (thread.isFinished) ready.delete(thread.id);
    else if (thread.gate === undefined) ready.add(thread.id);
    else thread.gate.enter(thread.id);
  }
}
