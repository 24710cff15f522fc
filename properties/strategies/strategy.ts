/**
 * Who decides what runs next. A strategy is handed the open choices and picks one; it cannot tell
 * which system it drives. One file a strategy.
 */
import type { Driver } from '../../impl/system.ts';
import type { Draw } from './random-source.ts';

export interface Strategy {
  /** Before the first step of each run; all chance of the run comes from `draw`. */
  readonly begin: (driver: Driver, draw: Draw) => void;
  /**
   * Picks one of the threads in `choices` (bit t: thread t is ready; never empty).
   *
   * @param current - the thread that took the last step; it need not be ready
   */
  readonly pick: (choices: number, current: number) => number;
}

/** The lowest thread in a non-empty set. */
export function lowest(choices: number): number {
  return 31 - Math.clz32(choices & -choices);
}
