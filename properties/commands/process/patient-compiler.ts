/**
 * Lets V8 wait longer before it compiles a function anew. A check makes thousands of judges, each of
 * closures of its own, and compiling them all for the few runs that each is used for costs more than
 * it gains: a quarter of the CPU time of a check, a fifth of that of shrinking.
 */
import { setFlagsFromString } from 'node:v8';

/** In bytes of bytecode that are executed; eight times what V8 begins with. */
export const INTERRUPT_BUDGET = '--interrupt-budget=540000';

/** To be called before the worker threads are begun: they take it over. */
export function makeCompilerPatient(): void {
  setFlagsFromString(INTERRUPT_BUDGET);
}
