/**
 * Time as the processes that are waited for have had it: on a busy machine they wait for a processor more
 * than for each other, and that is nobody's fault. The kernel says how long each thread was ready to run
 * and did not (`/proc/PID/task/TID/schedstat`), and for how long the machine itself was not run (`steal`).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Milliseconds since it was started. */
export type Clock = () => number;

/** How long something waited for a processor since it began, milliseconds, by its name. */
export interface Delays {
  /** Threads that run guests: they may never rest, and so wait all the time. */
  readonly guests: ReadonlyMap<string, number>;
  /** All others: whoever waits for one of them may have had to wait for another before. */
  readonly others: ReadonlyMap<string, number>;
}

/** However busy the machine, this share of the time counts: a wait has to end. */
const SHARE_MIN = 0.1;

/** @param delaysOf - reads them */
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

/** For whoever waits for these processes; this one is always one of them. */
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

/** Of each processor, on average. */
function stolenMs(): number {
  const [, , , , , , , , ticks = '0'] = readText('/proc/stat').split('\n', 1)[0]?.split(/ +/) ?? [];
  return (Number(ticks) * MS_PER_TICK) / availableParallelism();
}

const MS_PER_TICK = 10;

/** What is not there says nothing. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
