/**
 * A strategy decides which thread runs next: it gets the ready threads and picks one, and cannot tell which
 * system it drives. There is one file per strategy.
 */
import type { Steered } from '../../../impl/system.ts';
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import type { Draw } from './random-source.ts';

export interface Strategy {
  /** Called before the first step of each run; all randomness of the run comes from `draw`. */
  readonly begin: (driver: Steered, draw: Draw) => void;
  /**
   * Picks one of the threads in `choices`, which is never empty and must not be kept.
   *
   * @param current - the thread that took the last step; it need not be ready
   */
  readonly pick: (choices: ReadonlyThreadSet, current: number) => number;
  /**
   * Called after a run from which the strategy may learn. Nothing else may influence later runs: a run that
   * begins again without a call of `learn` in between makes the same choices.
   */
  readonly learn?: (run: PastRun) => void;
}

/** The result of a run, as far as a strategy may know it. */
interface PastRun {
  /** The threads that took the steps, in order; a strategy that keeps the array must copy it. */
  readonly schedule: Uint8Array;
  /** Steps that the strategy decided; the drain came after them. */
  readonly decided: number;
  /** How much the run has covered for the first time, in the unit of the coverage measure in use. */
  readonly novelty: number;
}
