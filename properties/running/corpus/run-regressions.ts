/**
 * Replays the corpus on the engine as it is now, without the bug that a trace may have been recorded
 * with. A regression fails if its run, or one nearby, violates anything; otherwise it is fixed.
 */
import { basename } from 'node:path';
import pMap from 'p-map';
import type { Edit } from '../../../traces/bug-file.ts';
import { printable } from '../../../traces/printable.ts';
import { startProgress } from '../../terminal/progress-line.ts';
import type { ReplayRun, SearchEffort } from '../replay/replay-run.ts';
import { replayFatality } from '../replay/replay-watched.ts';
import { runWatched } from '../watch/watched.ts';
import type { Violation } from '../../telling/story/violation.ts';
import { describeViolation } from '../../telling/story/violation.ts';
import { causeOf } from './cause.ts';
import type { Regression } from './read-corpus.ts';
import type { RegressionNote, RegressionsWork, ReplayedRegression } from './replayed.ts';
import { replayedOf } from './replayed.ts';

const WORKER = 'corpus';

export interface RegressionRun
  extends Regression, Pick<ReplayRun, 'outcome' | 'lost' | 'searched'> {
  /** Steps of the run, up to the violation if there was one. */
  readonly steps: number;
  readonly digest: string;
  readonly seconds: number;
  readonly violation: Violation | undefined;
  /** The file with the same cause that fails in fewer steps, if there is one. */
  readonly sameAs: string | undefined;
}

export interface FailingRegression extends RegressionRun {
  readonly violation: Violation;
}

export interface RegressionOptions {
  /** Edits to apply to the engine first. */
  readonly edits: readonly Edit[];
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** How far to search nearby if the decisions no longer lead to the violation; briefly if left out. */
  readonly effort?: SearchEffort;
}

/** A few hundredths of a second per regression: there may be a thousand, and nearly all are fixed. */
const brief: SearchEffort = { ifFollowed: false, stepsMax: 5_000 };
/** Regressions per worker: starting one takes as long as running a few regressions. */
const PER_WORKER = 16;

/** @returns the runs in the order of the corpus; fewer if told to stop */
export async function runRegressions(
  corpus: readonly Regression[],
  { edits, jobs, signal, effort = brief }: RegressionOptions,
): Promise<readonly RegressionRun[]> {
  if (corpus.length === 0) return [];
  const progress = startProgress({ unit: 'regressions', total: corpus.length });
  let done = 0;
  const runSome = async (some: readonly Regression[]): Promise<readonly RegressionRun[]> => {
    if (signal.aborted) return [];
    return runTogether(some, { edits, effort }, ({ file }) =>
      progress.update(++done, basename(file)),
    );
  };
  // A thorough search for one regression takes longer than starting a worker.
  const together = effort === brief ? PER_WORKER : 1;
  try {
    const runs = await pMap(chunksOf(corpus, together), runSome, { concurrency: jobs });
    return markSame(runs.flat());
  } finally {
    progress.stop();
  }
}

/** @param edits - applied to the engine first */
export async function runRegression(
  regression: Regression,
  edits: readonly Edit[],
): Promise<RegressionRun> {
  const [run] = await runTogether([regression], { edits, effort: brief }, () => undefined);
  if (run === undefined) throw new Error('a regression was not run');
  return run;
}

function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size));
}

interface HowTogether {
  readonly edits: readonly Edit[];
  readonly effort: SearchEffort;
}

/**
 * Runs regressions one after another in one thread. If a call in one of them does not return, that is
 * the result of this regression, and another thread runs the rest.
 */
async function runTogether(
  regressions: readonly Regression[],
  { edits, effort }: HowTogether,
  onRun: (run: RegressionRun) => void,
): Promise<readonly RegressionRun[]> {
  const runs: RegressionRun[] = [];
  const add = (replayed: ReplayedRegression): void => {
    const run = toldOf(regressions[runs.length] as Regression, replayed);
    runs.push(run);
    onRun(run);
  };
  while (runs.length < regressions.length) {
    const traces = regressions.slice(runs.length).map(({ trace }) => trace);
    const work: RegressionsWork = { traces, effort };
    const startedAt = performance.now();
    const onNote = (note: RegressionNote): void => {
      if (note.kind === 'run') add(note.run);
    };
    const end = await runWatched<RegressionsWork, null, RegressionNote>(WORKER, { edits }, work, {
      onNote,
    });
    if ('result' in end) break;
    const { trace } = regressions[runs.length] as Regression;
    const { fatality, at } = end;
    const wasSearching = at?.kind === 'searching' ? at : undefined;
    const run = await replayFatality(trace, { edits }, { fatality, at: wasSearching });
    add(replayedOf(run, startedAt));
  }
  return runs;
}

function toldOf(regression: Regression, replayed: ReplayedRegression): RegressionRun {
  const { failing, ...rest } = replayed;
  const violation = failing?.objections && describeViolation(failing, failing.objections);
  return { ...regression, ...rest, violation, sameAs: undefined };
}

/** The run that fails in the fewest steps stands for all runs with the same cause. */
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

/** Whether the regression fails and no other failing one stands for it. */
export function isFirstOfItsCause(run: RegressionRun): run is FailingRegression {
  return run.violation !== undefined && run.sameAs === undefined;
}

/** The result in one line. */
export function describeRegression(run: RegressionRun): string {
  const { violation, sameAs, outcome, lost, searched, trace } = run;
  const nearby = `${searched.toLocaleString('en')} schedules nearby`;
  const where = lost === undefined ? '' : `; decision ${lost.number} could not be followed`;
  if (violation === undefined)
    return (
      `fixed: ${trace.expect.property ?? 'nothing'} was violated` +
      (searched === 0 ? '' : `, and none of ${nearby} shows it`) +
      where
    );
  const same = sameAs === undefined ? '' : `, with the same cause as ${printable(sameAs)}`;
  const found = outcome === 'reproduced by search' ? `, in the last of ${nearby}` : '';
  return `violates ${violation.property}${same}${found}${where}`;
}
