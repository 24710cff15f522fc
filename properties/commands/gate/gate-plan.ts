/** The plan of a gate, after all flags have been understood. */
import type { Bug } from '../../../traces/bug-file.ts';
import type { Searched } from '../../running/campaign/search.ts';
import type { Corpus } from '../../running/corpus/read-corpus.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import type { Budget } from './budget.ts';
import type { Choice } from './choose-bugs.ts';
import type { Origin } from './commit.ts';
import type { Made } from './made.ts';
import type { ShowViolation } from './show-violation.ts';

export interface GatePlan {
  /** The bug that is put into the engine first, if any. */
  readonly bug: Bug | undefined;
  /** The property that is taken out of the judge, to see that the gate notices. */
  readonly without: PropertyId | undefined;
  readonly made: Made;
  readonly origin: Origin;
  readonly corpus: Corpus;
  readonly catalogue: Choice;
  /** The maximal number of milliseconds for the whole gate; what does not fit is incomplete. */
  readonly budgetMs: number;
  /**
   * Executions of each fixed seed, and the maximum for the fresh one. With this set, what the seeds reach
   * is reported but not required, and only the required bugs of the catalogue are hunted.
   */
  readonly runs: number | undefined;
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Leaves a finding as it was found. */
  readonly isLeftAsFound?: boolean;
  readonly show: ShowViolation;
}

/** The state that the stages of a gate pass on to later stages. */
export interface GateState {
  /** The searches so far. */
  readonly searches: Searched[];
  readonly budget: Budget;
}
