/** The last write of each object, and the reads by each thread since then. */
import type { StepIndex } from './gate-history.ts';
import { NONE } from './gate-history.ts';
import type { Step } from './step.ts';
import type { UndoLog } from './undo-log.ts';

export class LastAccesses {
  private readonly threads: number;
  private readonly undo: UndoLog;
  private readonly writers: Int32Array;
  /** For each object and thread, the last read since the last write. */
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

  /** Visits each thread's last read of the object since the last write. */
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
        // Later accesses are ordered after this write, and so after the reads before it.
        for (let at = first; at < first + this.threads; at++)
          this.undo.write(this.readers, at, NONE);
      }
    }
  }
}
