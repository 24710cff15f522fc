/**
 * The happens-before order between accesses of different threads: a vector clock for each thread and for
 * each signal (Lamport 1978; Mattern 1989). Signals are gates, ticks and channels: what a thread does before
 * it opens a gate or sends bytes happens before what another thread does after it has passed the gate or
 * looked at the channel. The beginning of a run happens before everything.
 *
 * Mutexes order nothing here. Which thread gets a mutex first is luck: two accesses that are ordered only by
 * two critical sections may be adjacent in another run (the hybrid of O'Callahan and Choi, 2003).
 */

/** A thread's own time, which advances whenever other threads can have learned of what it did. */
export type Time = number;

export class SignalOrder {
  private threads = 0;
  private signals = 0;
  /** Row t: the latest time of each thread that thread t has learned of; its own on the diagonal. */
  private readonly known: Int32Array;
  /** Row s: what a thread that reads signal s learns. */
  private readonly told: Int32Array;
  /** How often each signal has been written, now and at each thread's last read of it. */
  private readonly writings: Int32Array;
  private readonly readings: Int32Array;

  /** @param threads - the maximum number of threads; `signals` is a maximum too */
  constructor(threads: number, signals: number) {
    this.known = new Int32Array(threads * threads);
    this.told = new Int32Array(signals * threads);
    this.writings = new Int32Array(signals);
    this.readings = new Int32Array(threads * signals);
  }

  /** Sets the current number of threads and signals; a `reset` follows. */
  retarget(threads: number, signals: number): void {
    this.threads = threads;
    this.signals = signals;
  }

  /** Before the first step of a run. */
  reset(): void {
    const { known, threads, signals } = this;
    known.fill(0, 0, threads * threads);
    for (let thread = 0; thread < threads; thread++) known[thread * threads + thread] = 1;
    this.told.fill(0, 0, signals * threads);
    this.writings.fill(0, 0, signals);
    this.readings.fill(0, 0, threads * signals);
  }

  /** The thread writes the signal: all it has done so far happens before any later read of the signal. */
  release(thread: number, signal: number): void {
    const { known, told, threads, writings } = this;
    const own = thread * threads;
    const row = signal * threads;
    for (let other = 0; other < threads; other++) {
      const time = known[own + other] as number;
      if (time > (told[row + other] as number)) told[row + other] = time;
    }
    writings[signal] = (writings[signal] as number) + 1;
    known[own + thread] = (known[own + thread] as number) + 1;
  }

  /** The thread reads the signal. */
  acquire(thread: number, signal: number): void {
    const { known, told, threads, writings, readings } = this;
    const reading = thread * this.signals + signal;
    // Most reads find nothing new: the gate has stayed open, say.
    if (readings[reading] === writings[signal]) return;
    readings[reading] = writings[signal] as number;
    const own = thread * threads;
    const row = signal * threads;
    for (let other = 0; other < threads; other++) {
      const time = told[row + other] as number;
      if (time > (known[own + other] as number)) known[own + other] = time;
    }
  }

  /** The thread goes on after the death of others, and knows all that they did. */
  outlive(thread: number, dead: readonly number[]): void {
    for (const one of dead) this.outliveOne(thread, one);
  }

  private outliveOne(thread: number, dead: number): void {
    const { known, threads } = this;
    for (let other = 0; other < threads; other++) {
      const time = known[dead * threads + other] as number;
      const own = thread * threads + other;
      if (time > (known[own] as number)) known[own] = time;
    }
    known[dead * threads + dead] = this.now(dead) + 1;
  }

  now(thread: number): Time {
    return this.known[thread * this.threads + thread] as number;
  }

  /** Whether what `other` did at that time comes before what the thread does now. */
  isBefore(other: number, time: Time, thread: number): boolean {
    return time <= (this.known[thread * this.threads + other] as number);
  }
}
