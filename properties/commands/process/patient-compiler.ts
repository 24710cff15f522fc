/**
 * Makes V8 wait longer before it optimizes a function. A check makes thousands of judges, each with its
 * own closures, and optimizing these for the few runs of each judge costs more than it gains: a quarter
 * of a check's CPU time, and a fifth of shrinking's.
 */
import { setFlagsFromString } from 'node:v8';

/** In bytes of executed bytecode; eight times V8's default. */
export const INTERRUPT_BUDGET = '--interrupt-budget=540000';

/** Call this before worker threads are started, since they inherit the setting. */
export function makeCompilerPatient(): void {
  setFlagsFromString(INTERRUPT_BUDGET);
}
