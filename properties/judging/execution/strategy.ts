/**
 * Who decides what runs next. A strategy is handed the open choices and picks one; it cannot tell
 * which system it drives. One file a strategy.
 */
import type { Steered } from '../../../impl/system.ts';
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import type { Draw } from './random-source.ts';

export interface Strategy {
  /** Before the first step of each run; all chance of the run comes from `draw`. */
  readonly begin: (driver: Steered, draw: Draw) => void;
  /**
   * Picks one of the threads in `choices`, which is never empty, and not to be kept.
   *
   * @param current - the thread that took the last step; it need not be ready
   */
  readonly pick: (choices: ReadonlyThreadSet, current: number) => number;
  /**
   * After a run of which something may be learned. Nothing else may change what later runs are
   * like: a run that is begun again without this in between goes the same way.
   */
  readonly learn?: (run: PastRun) => void;
}

/** What came of a run, as far as a strategy may know. */
export interface PastRun {
  /** The threads that took the steps, in order; to be copied by whoever wants to keep it. */
  readonly schedule: Uint8Array;
  /** Steps that the strategy decided; the drain came after them. */
  readonly decided: number;
  /** How much the run was the first to show, by whatever measure is kept. */
  readonly novelty: number;
}
