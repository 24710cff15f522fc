/** The time that a gate has for all that it does, and what is said of what did not fit into it. */
import type { GateCase } from './gate-report.ts';

export interface Budget {
  /** When it is used up, on the clock of `performance.now`. */
  readonly end: number;
  /** Aborted by then, and as soon as the gate is interrupted. */
  readonly signal: AbortSignal;
}

/** @param interrupt - aborted by the user */
export function beginBudget(ms: number, interrupt: AbortSignal): Budget {
  // No timer waits longer than this.
  const timeout = AbortSignal.timeout(Math.min(ms, 2 ** 31 - 1));
  return { end: performance.now() + ms, signal: AbortSignal.any([interrupt, timeout]) };
}

/** What a gate that has run out of time has not seen is never green; one that is interrupted says so itself. */
export function cutShort(interrupt: AbortSignal): Pick<GateCase, 'status' | 'note'> {
  return interrupt.aborted
    ? { status: 'skipped', note: 'interrupted' }
    : { status: 'incomplete', note: 'the budget was used up' };
}
