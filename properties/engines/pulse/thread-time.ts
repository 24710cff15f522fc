/**
 * How long a thread has been at it, other than by the clock: a thread that waits for a processor, since
 * others have it, is not at work, and does not hang either. Linux says how long it has waited.
 */
import { readFileSync, readlinkSync } from 'node:fs';

/** To be called every so often. */
export type ThreadTime = () => Reading;

export interface Reading {
  /** Milliseconds in which it ran or waited for anything but a processor, since the watch began. */
  readonly ms: number;
  /** Of these, those in which it ran, as far as anybody knows. */
  readonly ranMs: number;
  /** It waits for something else than a processor. */
  readonly isAsleep: boolean;
}

/** What the system calls the thread that asks; `undefined` where it does not say. */
export function nameOfThread(): string | undefined {
  try {
    return readlinkSync('/proc/thread-self').split('/').at(-1);
  } catch {
    return undefined;
  }
}

/** Whoever looks may itself be stopped for a long time: so much of it counts. */
const BETWEEN_LOOKS_MAX_MS = 1000;

/** Where nobody says how long a thread waits, it may have waited for some of the time. */
const SHARE_BY_CLOCK = 0.75;

/** @param thread - by what it calls itself */
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

/** Nanoseconds on a processor, and waiting for one. */
function readSchedule(thread: string): Schedule | undefined {
  const [ran = 0, waited = 0] = (read(thread, 'schedstat') ?? '').split(' ').map(Number);
  return ran > 0 ? { ranMs: ran / 1e6, waitedMs: waited / 1e6 } : undefined;
}

/** It neither runs nor wants to, nor is it stopped from outside. */
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
