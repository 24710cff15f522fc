/**
 * Which of two accesses by different threads came first for a reason: a vector clock for each thread
 * and for each signal (Lamport 1978; Mattern 1989). Signals are gates, ticks and channels: whatever a
 * thread did before it opened a gate or sent bytes comes before what another does after it has passed
 * the gate or looked at the channel. The beginning of a run comes before everything.
 *
 * Mutexes order nothing here. Who gets a mutex first is luck: two accesses that only the order of two
 * critical sections kept apart come together in another run (the hybrid of O'Callahan and Choi, 2003).
 */

/** A thread's own time: it advances whenever others can have learned of what it did. */
export type Time = number;

export class SignalOrder {
  private threads = 0;
  private signals = 0;
  /** Row t: the latest time of each thread that thread t has learned of; its own on the diagonal. */
  private readonly known: Int32Array;
  /** Row s: what whoever reads signal s learns. */
  private readonly told: Int32Array;
  /** How often each signal has been written, and how often it had been when each thread read it. */
  private readonly writings: Int32Array;
  private readonly readings: Int32Array;

  /** As many at most. */
  constructor(threads: number, signals: number) {
    this.known = new Int32Array(threads * threads);
    this.told = new Int32Array(signals * threads);
    this.writings = new Int32Array(signals);
    this.readings = new Int32Array(threads * signals);
  }

  /** From now on there are so many; a `reset` follows. */
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

  /** The thread writes the signal: who reads it from now on comes after all that it has done. */
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
    // Most reads are of what the thread has read before: a gate that stays open, say.
    if (readings[reading] === writings[signal]) return;
    readings[reading] = writings[signal] as number;
    const own = thread * threads;
    const row = signal * threads;
    for (let other = 0; other < threads; other++) {
      const time = told[row + other] as number;
      if (time > (known[own + other] as number)) known[own + other] = time;
    }
  }

  now(thread: number): Time {
    return this.known[thread * this.threads + thread] as number;
  }

  /** Whether what `other` did at that time comes before what the thread does now. */
  isBefore(other: number, time: Time, thread: number): boolean {
    return time <= (this.known[thread * this.threads + other] as number);
  }
}
