/**
 * A clock that counts only the time in which the processes could run: on a busy machine they wait for a
 * processor more than for each other, and that is not their fault. The kernel tells how long each thread was
 * ready but did not run (`/proc/PID/task/TID/schedstat`), and how long the machine itself was not scheduled
 * (`steal`).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Milliseconds since the clock was started. */
export type Clock = () => number;

/** How long each thread has waited for a processor since it began, in milliseconds, by thread name. */
export interface Delays {
  /** vCPU threads: they may never sleep, and so they wait for a processor all the time. */
  readonly guests: ReadonlyMap<string, number>;
  /** All other threads: their delays add up, since one may wait for another. */
  readonly others: ReadonlyMap<string, number>;
}

/** The share of the time that always counts, however busy the machine is, so that every wait ends. */
const SHARE_MIN = 0.1;

/** @param delaysOf - reads the present delays */
export function startFairClock(delaysOf: () => Delays, now: Clock = wallClock): Clock {
  const begun = { at: now(), delays: delaysOf() };
  return () => {
    const wall = now() - begun.at;
    const { guests, others } = delaysOf();
    const ofGuests = Math.max(0, ...grown(begun.delays.guests, guests));
    const ofOthers = grown(begun.delays.others, others).reduce((sum, one) => sum + one, 0);
    return Math.max(wall * SHARE_MIN, wall - Math.max(ofGuests, ofOthers));
  };
}

function wallClock(): number {
  return performance.now();
}

function grown(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly number[] {
  return [...after].map(([name, delay]) => Math.max(0, delay - (before.get(name) ?? 0)));
}

/** A fair clock for waits on these processes; the harness itself is always included. */
export function fairClockOf(pids: () => readonly number[]): Clock {
  return startFairClock(() => readDelays([process.pid, ...pids()]));
}

function readDelays(pids: readonly number[]): Delays {
  const guests = new Map<string, number>();
  const others = new Map<string, number>([['the machine', stolenMs()]]);
  for (const pid of pids)
    for (const thread of pid === process.pid ? [String(pid)] : threadsOf(pid)) {
      const folder = `/proc/${pid}/task/${thread}`;
      const [, delayNs = '0'] = readText(`${folder}/schedstat`).split(' ');
      const isGuest = readText(`${folder}/comm`).startsWith('CPU ');
      (isGuest ? guests : others).set(`${pid}/${thread}`, Number(delayNs) / 1e6);
    }
  return { guests, others };
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** The mean stolen time per processor. */
function stolenMs(): number {
  const [, , , , , , , , ticks = '0'] = readText('/proc/stat').split('\n', 1)[0]?.split(/ +/) ?? [];
  return (Number(ticks) * MS_PER_TICK) / availableParallelism();
}

const MS_PER_TICK = 10;

/** The content of the file, or an empty text if it cannot be read. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
