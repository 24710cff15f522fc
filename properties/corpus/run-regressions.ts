/**
 * Runs what was once violated again, on the engine as it is now: a bug that a trace was recorded with
 * is left out. Whatever is violated still fails, be it by a run nearby; what violates nothing any more
 * is fixed.
 */
import { basename } from 'node:path';
import pMap from 'p-map';
import type { Edit } from '../../traces/bug-file.ts';
import { printable } from '../../traces/printable.ts';
import { startProgress } from '../cli/progress-line.ts';
import type { ReplayRun } from '../replay/replay-run.ts';
import { replayWatched } from '../replay/replay-watched.ts';
import type { Violation } from '../story/violation.ts';
import { describeViolation } from '../story/violation.ts';
import { causeOf } from './cause.ts';
import type { Regression } from './read-corpus.ts';

export interface RegressionRun
  extends Regression, Pick<ReplayRun, 'outcome' | 'lost' | 'searched'> {
  /** Steps of the run, up to the violation if there was one. */
  readonly steps: number;
  readonly digest: string;
  readonly seconds: number;
  readonly violation: Violation | undefined;
  /** The file that shows the same and fails sooner, if there is one. */
  readonly sameAs: string | undefined;
}

export interface FailingRegression extends RegressionRun {
  readonly violation: Violation;
}

export interface RegressionOptions {
  /** What is done to the engine first. */
  readonly edits: readonly Edit[];
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/** @returns in the order of the corpus; fewer if told to stop */
export async function runRegressions(
  corpus: readonly Regression[],
  { edits, jobs, signal }: RegressionOptions,
): Promise<readonly RegressionRun[]> {
  if (corpus.length === 0) return [];
  const progress = startProgress({ unit: 'regressions', total: corpus.length });
  let done = 0;
  const runOne = async (one: Regression): Promise<readonly RegressionRun[]> => {
    if (signal.aborted) return [];
    const run = await runRegression(one, edits);
    progress.update(++done, basename(one.file));
    return [run];
  };
  try {
    const runs = await pMap(corpus, runOne, { concurrency: jobs });
    return markSame(runs.flat());
  } finally {
    progress.stop();
  }
}

/** @param edits - what is done to the engine first */
export async function runRegression(
  regression: Regression,
  edits: readonly Edit[],
): Promise<RegressionRun> {
  const startedAt = performance.now();
  const { filmed, outcome, lost, searched } = await replayWatched(regression.trace, { edits });
  return {
    ...regression,
    steps: filmed.frames.length,
    digest: filmed.digest,
    seconds: (performance.now() - startedAt) / 1000,
    outcome,
    lost,
    searched,
    violation: filmed.objections && describeViolation(filmed, filmed.objections),
    sameAs: undefined,
  };
}

/** Of several with the same cause, the one that fails first stands for all. */
function markSame(runs: readonly RegressionRun[]): readonly RegressionRun[] {
  const fastest = new Map<string, RegressionRun>();
  for (const run of runs) {
    if (run.violation === undefined) continue;
    const cause = causeOf(run.violation);
    const known = fastest.get(cause);
    if (known === undefined || run.steps < known.steps) fastest.set(cause, run);
  }
  return runs.map((run) => {
    const first = run.violation && fastest.get(causeOf(run.violation));
    return first === undefined || first === run ? run : { ...run, sameAs: first.file };
  });
}

/** Whether it fails, and no other that does stands for it. */
export function isFirstOfItsCause(run: RegressionRun): run is FailingRegression {
  return run.violation !== undefined && run.sameAs === undefined;
}

/** What has come of it, in one line. */
export function describeRegression(run: RegressionRun): string {
  const { violation, sameAs, outcome, lost, searched, trace } = run;
  const nearby = `${searched.toLocaleString('en')} schedules nearby`;
  const where = lost === undefined ? '' : `; decision ${lost.number} could not be followed`;
  if (violation === undefined)
    return (
      `fixed: ${trace.expect.property ?? 'nothing'} was violated` +
      (searched === 0 ? '' : `, and is not in ${nearby}`) +
      where
    );
  const same = sameAs === undefined ? '' : `, with the same cause as ${printable(sameAs)}`;
  const found = outcome === 'reproduced by search' ? `, in the last of ${nearby}` : '';
  return `violates ${violation.property}${same}${found}${where}`;
}
