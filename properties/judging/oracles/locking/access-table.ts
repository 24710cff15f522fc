/**
 * The last read, or the last write, of every guarded cell by every thread: when, and under which mutexes.
 * Other threads cannot tell apart the accesses that a thread makes at the same `Time`, so one entry
 * stands for all of them: the one under the fewest mutexes, or the last one if their lock sets are not
 * comparable (epochs as in FastTrack, Flanagan and Freund 2009; lock sets as in Eraser, Savage et al. 1997).
 */
import { NO_THREAD } from '../../../../impl/thread-set.ts';
import { ThreadSets } from '../../lockstep/thread-sets.ts';
import type { SignalOrder, Time } from './signal-order.ts';

/** Who accesses a cell, when, and how. */
export interface Access {
  thread: number;
  time: Time;
  /** The mutexes held, one bit each. */
  held: number;
  /** Number of the step in its run. */
  step: number;
}

export class AccessTable {
  private cells = 0;
  private threads = 0;
  private readonly order: SignalOrder;
  /** For each cell, the threads whose accesses are entered. */
  private readonly entered: ThreadSets;
  private readonly times: Int32Array;
  private readonly heldAt: Int32Array;
  private readonly steps: Int32Array;

  /** @param cells - the maximum number of cells; `threads` is a maximum too */
  constructor(cells: number, threads: number, order: SignalOrder) {
    this.order = order;
    this.entered = new ThreadSets(cells);
    this.times = new Int32Array(cells * threads);
    this.heldAt = new Int32Array(cells * threads);
    this.steps = new Int32Array(cells * threads);
  }

  /** Sets the current number of cells and threads; a `reset` follows. */
  retarget(cells: number, threads: number): void {
    this.cells = cells;
    this.threads = threads;
  }

  reset(): void {
    this.entered.clearAll(this.cells);
  }

  /** The cell now stands for fresh memory that no thread has accessed. */
  forget(cell: number): void {
    this.entered.clear(cell);
  }

  /** @returns whether the access is new, i.e. no entered access already stands for it */
  enter(cell: number, { thread, time, held, step }: Access): boolean {
    const { entered, times, heldAt } = this;
    const at = cell * this.threads + thread;
    const isSameTime = times[at] === time && entered.has(cell, thread);
    const heldBefore = heldAt[at] as number;
    if (isSameTime && (held & heldBefore) === heldBefore) return false;
    entered.add(cell, thread);
    times[at] = time;
    heldAt[at] = held;
    this.steps[at] = step;
    return true;
  }

  /** A thread whose access shares no mutex with this one and does not come before it, or `NO_THREAD`. */
  findUnordered(cell: number, { thread, held }: Access): number {
    const { entered } = this;
    for (
      let other = entered.next(cell, 0);
      other !== NO_THREAD;
      other = entered.next(cell, other + 1)
    ) {
      if (other === thread) continue;
      const at = cell * this.threads + other;
      if ((held & (this.heldAt[at] as number)) !== 0) continue;
      if (!this.order.isBefore(other, this.times[at] as number, thread)) return other;
    }
    return NO_THREAD;
  }

  /** The access that is entered for a cell and a thread. */
  accessOf(cell: number, thread: number): Access {
    const at = cell * this.threads + thread;
    return {
      thread,
      time: this.times[at] as number,
      held: this.heldAt[at] as number,
      step: this.steps[at] as number,
    };
  }
}
