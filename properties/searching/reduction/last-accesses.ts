/** Who wrote each object last, and which threads have read it since. */
import type { StepIndex } from './gate-history.ts';
import { NONE } from './gate-history.ts';
import type { Step } from './step.ts';
import type { UndoLog } from './undo-log.ts';

export class LastAccesses {
  private readonly threads: number;
  private readonly undo: UndoLog;
  private readonly writers: Int32Array;
  /** For each object and thread. */
  private readonly readers: Int32Array;

  constructor(objects: number, threads: number, undo: UndoLog) {
    this.threads = threads;
    this.undo = undo;
    this.writers = new Int32Array(objects).fill(NONE);
    this.readers = new Int32Array(objects * threads).fill(NONE);
  }

  writer(object: number): StepIndex {
    return this.writers[object] as number;
  }

  /** Threads whose last read of the object nobody has overwritten yet; each by the step. */
  forEachReader(object: number, visit: (step: StepIndex) => void): void {
    const first = object * this.threads;
    for (let at = first; at < first + this.threads; at++) {
      const step = this.readers[at] as number;
      if (step !== NONE) visit(step);
    }
  }

  note({ thread, accesses }: Step, index: StepIndex): void {
    for (const access of accesses) {
      const object = access >> 1;
      const first = object * this.threads;
      if ((access & 1) === 0) this.undo.write(this.readers, first + thread, index);
      else {
        this.undo.write(this.writers, object, index);
        // Whoever comes next is ordered with this write, and so with the reads before it.
        for (let at = first; at < first + this.threads; at++)
          this.undo.write(this.readers, at, NONE);
      }
    }
  }
}
