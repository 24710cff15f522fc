/** How often a finding reproduced, and which problems its reruns showed instead. */
import type { Problem } from '../judging/problem.ts';

/** The number of reruns, how many of them reproduced the problem, and an example of these. */
export interface Rate {
  readonly times: number;
  readonly reproduced: number;
  readonly example?: Problem | undefined;
  /** Other problems of the reruns, each kind once. */
  readonly others: readonly OtherProblem[];
}

export interface OtherProblem {
  readonly problem: Problem;
  /** Reruns that showed the problem. */
  readonly met: number;
}
