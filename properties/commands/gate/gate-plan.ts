/** What a gate is to do, once everything that the user has said is understood. */
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
  /** The defect that is put into the engine first, if any. */
  readonly bug: Bug | undefined;
  /** The property that is taken out of the judge, to see that the gate notices. */
  readonly without: PropertyId | undefined;
  readonly made: Made;
  readonly origin: Origin;
  readonly corpus: Corpus;
  readonly catalogue: Choice;
  /** Milliseconds for all of it, at most; what does not fit is incomplete. */
  readonly budgetMs: number;
  /**
   * Executions of each fixed seed, and of the fresh one at most; what they reach is told and not judged,
   * and of the catalogue only what every property needs is hunted.
   */
  readonly runs: number | undefined;
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** What is found is left as it was found. */
  readonly isLeftAsFound?: boolean;
  readonly show: ShowViolation;
}

/** What the stages of a gate hand on to those behind them. */
export interface GateState {
  /** What was searched so far. */
  readonly searches: Searched[];
  readonly budget: Budget;
}
