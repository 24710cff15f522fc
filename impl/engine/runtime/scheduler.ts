/**
 * Knows which threads are ready and lets one of them take its next step. It never chooses: every
 * choice comes from outside. There is no clock and no promise; a run is a pure function of the
 * choices.
 */
import type { Footprint } from './footprint.ts';
import type { ReadySet } from './gate.ts';
import { Mutex } from './mutex.ts';
import type { Thread } from './thread.ts';

/** One bit a thread, and bit 31 would turn the mask negative. */
export const THREADS_MAX = 31;

export class Scheduler {
  readonly ready: ReadySet;
  readonly threads: readonly Thread[];
  private readonly footprint: Footprint;

  constructor(ready: ReadySet, threads: readonly Thread[], footprint: Footprint) {
    if (threads.length > THREADS_MAX)
      throw new Error(`${threads.length} threads, but a ready set holds at most ${THREADS_MAX}`);
    this.ready = ready;
    this.threads = threads;
    this.footprint = footprint;
  }

  /** Restarts every thread and runs it up to its first yield, in thread order. */
  restart(): void {
    this.ready.mask = 0;
    for (const thread of this.threads) {
      thread.restart();
      this.footprint.held = 0;
      this.advance(thread);
    }
  }

  /** Lets the ready thread with this id take its next step. */
  step(id: number): void {
    const thread = this.threads[id];
    if (thread === undefined || (this.ready.mask & thread.bit) === 0)
      throw new Error(`thread ${id} is not ready`);
    this.footprint.held = thread.held;
    const gate = thread.gate;
    thread.gate = undefined;
    if (gate !== undefined) {
      gate.leave(thread.bit);
      if (gate instanceof Mutex) gate.take(thread);
    }
    this.advance(thread);
  }

  /** Nobody is ready, and whoever waits, waits for work that need not come. */
  isDone(): boolean {
    return (
      this.ready.mask === 0 &&
      this.threads.every((thread) => thread.isFinished || thread.gate?.isIdle === true)
    );
  }

  private advance(thread: Thread): void {
    thread.advance();
    if (thread.isFinished) this.ready.mask &= ~thread.bit;
    else if (thread.gate === undefined) this.ready.mask |= thread.bit;
    else thread.gate.enter(thread.bit);
  }
}
