/** The time budget of a gate, and the status of cases that did not fit into it. */
import type { GateCase } from './gate-report.ts';

export interface Budget {
  /** The end of the budget, on the clock of `performance.now`. */
  readonly end: number;
  /** Aborted at the end of the budget, or when the gate is interrupted. */
  readonly signal: AbortSignal;
}

/** @param interrupt - aborted by the user */
export function beginBudget(ms: number, interrupt: AbortSignal): Budget {
  // The longest timeout that a timer can have.
  const timeout = AbortSignal.timeout(Math.min(ms, 2 ** 31 - 1));
  return { end: performance.now() + ms, signal: AbortSignal.any([interrupt, timeout]) };
}

/** A case left out for lack of time is never green. An interrupted gate is not green anyway. */
export function cutShort(interrupt: AbortSignal): Pick<GateCase, 'status' | 'note'> {
  return interrupt.aborted
    ? { status: 'skipped', note: 'interrupted' }
    : { status: 'incomplete', note: 'the budget was used up' };
}
