/** The messages between `runRegressions` and its workers. */
import type { Trace } from '../../../traces/trace-file.ts';
import type { ReplayRun, SearchEffort } from '../replay/replay-run.ts';
import type { Filmed } from '../../telling/film/frames.ts';

export interface RegressionsWork {
  readonly traces: readonly Trace[];
  readonly effort: SearchEffort;
}

/** The runs come in the order of the traces. */
export type RegressionNote =
  { readonly kind: 'searching' } | { readonly kind: 'run'; readonly run: ReplayedRegression };

export interface ReplayedRegression extends Pick<ReplayRun, 'outcome' | 'lost' | 'searched'> {
  readonly steps: number;
  readonly digest: string;
  readonly seconds: number;
  /** The run if it violates something; a clean run is left out, since sending it takes time. */
  readonly failing: Filmed | undefined;
}

/** @param startedAt - `performance.now()` of this thread, in milliseconds */
export function replayedOf(run: ReplayRun, startedAt: number): ReplayedRegression {
  const { filmed, outcome, lost, searched } = run;
  return {
    outcome,
    lost,
    searched,
    steps: filmed.frames.length,
    digest: filmed.digest,
    seconds: (performance.now() - startedAt) / 1000,
    failing: filmed.objections === undefined ? undefined : filmed,
  };
}
