/** Many numbered sets of threads in one array: one for each page, say, or for each cell. */
import { NO_THREAD, THREADS_MAX } from '../../../impl/thread-set.ts';

export class ThreadSets {
  /** Two words a set, as in `ThreadSet`. */
  private readonly words: Int32Array;

  constructor(sets: number) {
    this.words = new Int32Array(sets * 2);
  }

  /** @param sets - number of sets to clear, from the first one on */
  clearAll(sets: number): void {
    this.words.fill(0, 0, sets * 2);
  }

  clear(set: number): void {
    this.words[set * 2] = 0;
    this.words[set * 2 + 1] = 0;
  }

  has(set: number, thread: number): boolean {
    return (((this.words[set * 2 + (thread >>> 5)] as number) >>> thread) & 1) === 1;
  }

  add(set: number, thread: number): void {
    const at = set * 2 + (thread >>> 5);
    this.words[at] = (this.words[at] as number) | (1 << thread);
  }

  /** The first thread of the set from this number on, or `NO_THREAD`. */
  next(set: number, from: number): number {
    const { words } = this;
    if (from < 32) {
      const rest = (words[set * 2] as number) & (-1 << from);
      if (rest !== 0) return 31 - Math.clz32(rest & -rest);
      const high = words[set * 2 + 1] as number;
      return high === 0 ? NO_THREAD : 63 - Math.clz32(high & -high);
    }
    if (from >= THREADS_MAX) return NO_THREAD;
    const rest = (words[set * 2 + 1] as number) & (-1 << from);
    return rest === 0 ? NO_THREAD : 63 - Math.clz32(rest & -rest);
  }

  /** Whether the set contains any thread other than this one. */
  hasOther(set: number, thread: number): boolean {
    const first = this.next(set, 0);
    return (first === thread ? this.next(set, first + 1) : first) !== NO_THREAD;
  }
}
