/**
 * A set of threads as two words of 32 bits, so that reporting it at every step allocates nothing.
 * It holds the threads' numbers, and the lowest always comes first.
 */

/** The most threads that a set can hold, and therefore that a system can have. */
export const THREADS_MAX = 64;

/** What `next` returns when there is no further thread. */
export const NO_THREAD = -1;

/** A set as two words: bit t of `low` is thread t, bit t of `high` thread 32 + t. */
export interface ThreadWords {
  readonly low: number;
  readonly high: number;
}

/** A set that its reader must not change. */
export type ReadonlyThreadSet = Readonly<
  Pick<
    ThreadSet,
    | 'low'
    | 'high'
    | 'has'
    | 'isEmpty'
    | 'next'
    | 'nth'
    | 'size'
    | 'equals'
    | 'meets'
    | 'copy'
    | 'threads'
  >
>;

export class ThreadSet implements ThreadWords {
  low = 0;
  high = 0;

  /** A new set of these threads. */
  static of(...threads: readonly number[]): ThreadSet {
    const set = new ThreadSet();
    for (const thread of threads) set.add(thread);
    return set;
  }

  has(thread: number): boolean {
    if (thread >>> 0 >= THREADS_MAX) return false;
    // A shift uses only the last five bits of its count.
    return (((thread < 32 ? this.low : this.high) >>> thread) & 1) === 1;
  }

  /** @throws TooManyThreads if a set has no room for a thread with that number */
  add(thread: number): void {
    if (thread >>> 0 >= THREADS_MAX) throw new TooManyThreads(thread + 1);
    if (thread < 32) this.low |= 1 << thread;
    else this.high |= 1 << thread;
  }

  delete(thread: number): void {
    if (thread >>> 0 >= THREADS_MAX) return;
    if (thread < 32) this.low &= ~(1 << thread);
    else this.high &= ~(1 << thread);
  }

  clear(): void {
    this.low = 0;
    this.high = 0;
  }

  /** Copies the other set into this one. */
  set({ low, high }: ThreadWords): void {
    this.low = low;
    this.high = high;
  }

  /** Makes this thread the only one in the set. */
  setOnly(thread: number): void {
    this.clear();
    this.add(thread);
  }

  addAll({ low, high }: ThreadWords): void {
    this.low |= low;
    this.high |= high;
  }

  deleteAll({ low, high }: ThreadWords): void {
    this.low &= ~low;
    this.high &= ~high;
  }

  /** Keeps only the threads that are also in the other set. */
  retainAll({ low, high }: ThreadWords): void {
    this.low &= low;
    this.high &= high;
  }

  isEmpty(): boolean {
    return (this.low | this.high) === 0;
  }

  /** The first thread whose number is at least `from`, or `NO_THREAD`. */
  next(from: number): number {
    if (from < 32) {
      const rest = this.low & (-1 << from);
      if (rest !== 0) return 31 - Math.clz32(rest & -rest);
      const { high } = this;
      return high === 0 ? NO_THREAD : 63 - Math.clz32(high & -high);
    }
    if (from >= THREADS_MAX) return NO_THREAD;
    const rest = this.high & (-1 << from);
    return rest === 0 ? NO_THREAD : 63 - Math.clz32(rest & -rest);
  }

  size(): number {
    let count = 0;
    for (let { low } = this; low !== 0; low &= low - 1) count++;
    for (let { high } = this; high !== 0; high &= high - 1) count++;
    return count;
  }

  /** The thread at this index in ascending order, counted from 0, or `NO_THREAD`. */
  nth(index: number): number {
    let thread = this.next(0);
    for (let skip = index; skip > 0 && thread !== NO_THREAD; skip--) thread = this.next(thread + 1);
    return thread;
  }

  /** All of them, the lowest first. */
  threads(): readonly number[] {
    const threads: number[] = [];
    for (let thread = this.next(0); thread !== NO_THREAD; thread = this.next(thread + 1))
      threads.push(thread);
    return threads;
  }

  equals({ low, high }: ThreadWords): boolean {
    return this.low === low && this.high === high;
  }

  /** Whether the two have a thread in common. */
  meets({ low, high }: ThreadWords): boolean {
    return ((this.low & low) | (this.high & high)) !== 0;
  }

  copy(): ThreadSet {
    const set = new ThreadSet();
    set.set(this);
    return set;
  }

  /** As binary digits, thread 0 last. */
  toString(): string {
    const [low, high] = [this.low >>> 0, this.high >>> 0];
    return high === 0 ? low.toString(2) : `${high.toString(2)}${low.toString(2).padStart(32, '0')}`;
  }
}

/** A system has more threads than a set can hold. */
export class TooManyThreads extends Error {
  override readonly name = 'TooManyThreads';

  constructor(threads: number) {
    super(`${threads} threads, but a set of threads holds at most ${THREADS_MAX}`);
  }
}
