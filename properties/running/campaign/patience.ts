/**
 * How long an investigation may take, by the CPU time of the process. What is made of a finding in
 * the project's own engine hangs on counts of steps alone, which are the same everywhere; but a step
 * of another engine, or of one that was edited, may take a thousand times as long.
 */

/** Asked every few steps: whether there is no time for more. Once there is none, there is none. */
export type IsLate = () => boolean;

export interface Patience {
  /** For looking for what a symptom leads to. */
  readonly isLateToSearch: IsLate;
  /** For that and shrinking together. */
  readonly isLateToShrink: IsLate;
}

const SEARCHING_MS = 600;
const SHRINKING_MS = 1300;

/** The clock costs little; what the process has used is asked of the system, no more often than this. */
const MS_BETWEEN_LOOKS = 4;

/** Questions a millisecond: of the project's engine ten times as many are asked, on any machine. */
const SLOW = 0.3;

/**
 * Counts from now.
 *
 * @param isOwn - the engine is the project's: there is time unless it is unduly slow
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
