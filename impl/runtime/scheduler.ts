/**
 * Knows which threads are ready and lets one of them take its next step. It never chooses: every
 * choice comes from outside. There is no clock and no promise; a run is a pure function of the
 * choices.
 */
import { Mutex } from './mutex.ts';
import type { Shared } from './shared.ts';
import type { Thread } from './thread.ts';

/** One bit a thread, and bit 31 would turn the mask negative. */
const THREADS_MAX = 31;

export class Scheduler {
  readonly threads: readonly Thread[];
  private readonly shared: Shared;

  constructor(shared: Shared, threads: readonly Thread[]) {
    if (threads.length > THREADS_MAX)
      throw new Error(`${threads.length} threads, but a ready set holds at most ${THREADS_MAX}`);
    this.shared = shared;
    this.threads = threads;
  }

  /** Restarts every thread and runs it up to its first yield, in thread order. */
  restart(): void {
    this.shared.ready.mask = 0;
    this.shared.footprint.held = 0;
    for (const thread of this.threads) {
      thread.restart();
      this.advance(thread);
    }
  }

  /** Lets the ready thread with this id take its next step. */
  step(id: number): void {
    const thread = this.threads[id];
    if (thread === undefined || (this.shared.ready.mask & thread.bit) === 0)
      throw new Error(`thread ${id} is not ready`);
    const { footprint } = this.shared;
    footprint.held = thread.held;
    footprint.thread = id;
    footprint.label = thread.label;
    const { gate } = thread;
    thread.gate = undefined;
    gate?.leave(thread.bit);
    if (gate instanceof Mutex) gate.take(thread);
    this.advance(thread);
  }

  /**
   * Nobody is ready, and whoever waits, waits for work that need not come.
   *
   * @param resting - threads that are to be passed over, one bit each
   */
  isDone(resting = 0): boolean {
    return this.threads.every(
      (thread) => thread.isFinished || (thread.bit & resting) !== 0 || thread.isWaitingIdly(),
    );
  }

  private advance(thread: Thread): void {
    const { ready } = this.shared;
    thread.advance();
    if (thread.isFinished) ready.mask &= ~thread.bit;
    else if (thread.gate === undefined) ready.mask |= thread.bit;
    else thread.gate.enter(thread.bit);
  }
}
