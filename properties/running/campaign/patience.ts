/**
 * How long an investigation may take, in CPU time of the process. With the project's own engine, the
 * result of an investigation depends only on step counts, which are the same on every machine. A step
 * of another engine, or of an edited one, may take a thousand times as long.
 */

/** Whether time is up; asked every few steps. Once true, it stays true. */
type IsLate = () => boolean;

export interface Patience {
  /** The limit on looking for what a symptom leads to. */
  readonly isLateToSearch: IsLate;
  /** The limit on that search and shrinking together. */
  readonly isLateToShrink: IsLate;
}

const SEARCHING_MS = 600;
const SHRINKING_MS = 1300;

/** Reading the clock is cheap. Reading the CPU time takes a system call, so it is read only this often. */
const MS_BETWEEN_LOOKS = 4;

/**
 * An engine is unduly slow with fewer calls of `IsLate` per millisecond than this. The project's engine makes
 * ten times as many on any machine.
 */
const SLOW = 0.3;

/**
 * Starts counting now.
 *
 * @param isOwn - whether the engine is the project's own; if so, time is up only if it is unduly slow, too
 */
export function makePatience(isOwn: boolean): Patience {
  const begin = process.cpuUsage();
  let asked = 0;
  let lookedAt = 0;
  const isLate = (msMax: number): IsLate => {
    let isOver = false;
    return () => {
      asked++;
      if (isOver) return true;
      const now = performance.now();
      if (now - lookedAt < MS_BETWEEN_LOOKS) return false;
      lookedAt = now;
      const { user, system } = process.cpuUsage(begin);
      const ms = (user + system) / 1000;
      isOver = ms > msMax && (!isOwn || asked < SLOW * ms);
      return isOver;
    };
  };
  return { isLateToSearch: isLate(SEARCHING_MS), isLateToShrink: isLate(SHRINKING_MS) };
}
