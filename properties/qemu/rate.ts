/** How often what was found came out the same, and what came out instead. */
import type { Problem } from './problem.ts';

/** How often it was tried, how often it came out the same, and what was wrong then. */
export interface Rate {
  readonly times: number;
  readonly reproduced: number;
  readonly example: Problem | undefined;
  /** What else was wrong then, each kind once. */
  readonly others: readonly OtherProblem[];
}

export interface OtherProblem {
  readonly problem: Problem;
  /** Runs in which it was met. */
  readonly met: number;
}
