/**
 * How long a thread has been at work. This is not clock time: a thread that waits for a processor
 * neither works nor hangs. Linux says how long it has waited.
 */
import { readFileSync, readlinkSync } from 'node:fs';

/** Reads the time; to be called regularly. */
export type ThreadTime = () => Reading;

interface Reading {
  /** Milliseconds since the watch began in which the thread did not wait for a processor. */
  readonly ms: number;
  /** Of these, the milliseconds in which the thread ran, as far as known. */
  readonly ranMs: number;
  /** Whether the thread waits for something other than a processor. */
  readonly isAsleep: boolean;
}

/** The operating system's id of the calling thread; `undefined` where there is none in `/proc`. */
export function nameOfThread(): string | undefined {
  try {
    return readlinkSync('/proc/thread-self').split('/').at(-1);
  } catch {
    return undefined;
  }
}

/** The watching thread may itself be stopped: at most this much of the time between two looks counts. */
const BETWEEN_LOOKS_MAX_MS = 1000;

/** The share of the clock time that counts if the system does not say how long the thread has waited. */
const SHARE_BY_CLOCK = 0.75;

/** @param thread - its id, from `nameOfThread` */
export function threadTime(thread: string | undefined): ThreadTime {
  let lookedAt = performance.now();
  let byClock = 0;
  const first = thread === undefined ? undefined : readSchedule(thread);
  return () => {
    const now = performance.now();
    byClock += Math.min(now - lookedAt, BETWEEN_LOOKS_MAX_MS);
    lookedAt = now;
    const schedule = thread === undefined ? undefined : readSchedule(thread);
    if (schedule === undefined || first === undefined || thread === undefined)
      return { ms: byClock * SHARE_BY_CLOCK, ranMs: 0, isAsleep: true };
    return {
      ms: byClock - (schedule.waitedMs - first.waitedMs),
      ranMs: schedule.ranMs - first.ranMs,
      isAsleep: isAsleep(thread),
    };
  };
}

interface Schedule {
  readonly ranMs: number;
  readonly waitedMs: number;
}

/** Milliseconds on a processor, and waiting for one; the file has nanoseconds. */
function readSchedule(thread: string): Schedule | undefined {
  const [ran = 0, waited = 0] = (read(thread, 'schedstat') ?? '').split(' ').map(Number);
  return ran > 0 ? { ranMs: ran / 1e6, waitedMs: waited / 1e6 } : undefined;
}

/** Whether the thread neither runs nor is ready to run, and is not stopped from outside. */
function isAsleep(thread: string): boolean {
  return /\) [SD] /.test(read(thread, 'stat') ?? '');
}

function read(thread: string, what: string): string | undefined {
  try {
    return readFileSync(`/proc/self/task/${thread}/${what}`, 'utf8');
  } catch {
    return undefined;
  }
}
