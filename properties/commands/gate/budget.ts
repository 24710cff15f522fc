/** The time budget of a gate, and the status of cases that did not fit into it. */
import { abortAfter } from '../../terminal/abort-after.ts';
import type { GateCase } from './gate-report.ts';

export interface Budget {
  /** The end of the budget, on the clock of `performance.now`. */
  readonly end: number;
  /** Aborted at the end of the budget, or when the gate is interrupted. */
  readonly signal: AbortSignal;
}

/** @param interrupt - aborted by the user */
export function beginBudget(ms: number, interrupt: AbortSignal): Budget {
  return { end: performance.now() + ms, signal: abortAfter(ms, interrupt) };
}

/** A case left out for lack of time is never green. An interrupted gate is not green anyway. */
export function cutShort(interrupt: AbortSignal): Pick<GateCase, 'status' | 'note'> {
  return interrupt.aborted
    ? { status: 'skipped', note: 'interrupted' }
    : { status: 'incomplete', note: 'the budget was used up' };
}
