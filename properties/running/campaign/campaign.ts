/**
 * A campaign hands batches to workers as they become free and folds the results in the order of their
 * numbers, so that the outcome depends on the seed alone and not on the number of workers. It ends at
 * the first violation in that order, when its budget is used up, or when it is told to stop.
 */
import type { Configuration } from '../../../model/configuration.ts';
import type { JudgedProperties } from '../../judging/lockstep/judged-properties.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import type { Order } from './batch.ts';
import { SCHEDULES_PER_SCENARIO } from './batch.ts';
import { startPool } from './worker-pool.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { withEngine } from '../../engines/loader/load-engine.ts';
import type { FoldState } from './fold.ts';
import { makeFold } from './fold.ts';
import { makeInvestigation } from './investigation.ts';
import { makeLosses } from './losses.ts';
import type { FromWorker } from './messages.ts';
import type { Progress } from './progress.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';
import { findFatality } from '../watch/find-fatality.ts';
import type { Fatality } from '../watch/watched-worker.ts';

export interface CampaignOptions extends Order, EngineChoice {
  readonly jobs: number;
  /** The model configuration whose visited states and transitions are counted. */
  readonly coverage?: Configuration | undefined;
  /** The maximal number of executions. */
  readonly runs: number;
  /** Milliseconds after which no new batch is begun; at least one batch is begun in any case. */
  readonly timeMs?: number | undefined;
  /** The properties that may object; all if left out. A finding is reported by a replay that all judge. */
  readonly judged?: JudgedProperties | undefined;
  /** Leaves a finding as it was found; otherwise a symptom is followed to its harm, and shrunk. */
  readonly isLeftAsFound?: boolean | undefined;
  /** The state at which an earlier campaign with the same order was interrupted. */
  readonly resume?: FoldState | undefined;
  /** Stops the campaign: the result is what has been folded by then. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: Progress) => void;
}

export interface CampaignResult extends Progress {
  readonly seconds: number;
  /** The error that ended following or shrinking the finding. */
  readonly complaint?: Error | undefined;
  readonly isInterrupted: boolean;
  /** The state from which a later campaign can resume. */
  readonly state: FoldState;
}

/** Batches per worker that may be begun ahead of the first unfinished one. */
const AHEAD = 8;

/** @throws Error if the harness itself fails, in a worker or here */
export function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  return withEngine(options, ({ module }) => runOn(module, options));
}

async function runOn(engine: string, options: CampaignOptions): Promise<CampaignResult> {
  const { jobs, runs, signal, coverage, judged } = options;
  const startedAt = performance.now();
  const deadline = startedAt + (options.timeMs ?? Infinity);
  const batches = Math.ceil(runs / SCHEDULES_PER_SCENARIO);
  const fold = makeFold(options.resume);
  const pool = startPool(engine, { order: orderOf(options), coverage, judged }, jobs);
  const losses = makeLosses(fold, pool);
  const firstBatch = fold.folded();
  let nextBatch = firstBatch;
  const investigation = makeInvestigation(pool, options.isLeftAsFound !== true);

  const handOutWork = (): void => {
    const place = fold.violation();
    if (place !== undefined) return investigation.begin(place);
    while (
      nextBatch < Math.min(batches, fold.folded() + jobs * AHEAD) &&
      !losses.areAny() &&
      (nextBatch === firstBatch || performance.now() < deadline)
    ) {
      const told = fold.lessonFor(nextBatch);
      if (told === undefined) return;
      const executionsMax = executionsOf(nextBatch, runs);
      if (!pool.tell({ kind: 'batch', number: nextBatch, executionsMax, told })) return;
      nextBatch++;
    }
  };
  /** Handles a worker's message. @returns whether the campaign is over */
  const hear = (message: FromWorker): boolean => {
    switch (message.kind) {
      case 'hunted':
        return false;
      case 'batch':
        fold.add(message.result);
        handOutWork();
        return fold.violation() === undefined && fold.folded() === nextBatch;
      case 'found':
      case 'shrinking':
      case 'shrunk':
        return investigation.hear(message);
    }
  };
  const result = (isInterrupted: boolean, complaint?: Error): CampaignResult => {
    const seconds = (performance.now() - startedAt) / 1000;
    if (isInterrupted) investigation.breakOff('interrupted');
    const standing = { ...fold.total(), ...investigation.standing() };
    return { ...standing, seconds, isInterrupted, complaint, state: fold.state() };
  };

  try {
    handOutWork();
    if (nextBatch === firstBatch) return result(false);
    for (;;) {
      const heard = await pool.listen(investigation.isDue() ? undefined : signal);
      if (heard === 'interrupted') return result(true);
      if (heard.kind === 'fatal') losses.note(heard.fatality);
      const isOver = heard.kind !== 'fatal' && hear(heard);
      const lost = losses.first();
      if (lost !== undefined) {
        await investigation.lose(() => findIn(options, lost), `another run ${lost.call.how}`);
        return result(false);
      }
      options.onProgress?.({ ...fold.total(), ...investigation.standing() });
      if (isOver) return result(false);
    }
  } catch (error) {
    if (!investigation.breakOff('the search has failed') || !(error instanceof Error)) throw error;
    return result(false, error);
  } finally {
    await pool.dismiss();
  }
}

function findIn(options: CampaignOptions, fatality: Fatality): Promise<Finding> {
  const scenario = scenarioNumber(fatality.batch, options.scenario, options.seed);
  return findFatality(options, scenario, fatality);
}

/** The last batch may be smaller. */
function executionsOf(batch: number, runs: number): number {
  return Math.min(SCHEDULES_PER_SCENARIO, runs - batch * SCHEDULES_PER_SCENARIO);
}

function orderOf({ seed, scenario, strategy }: CampaignOptions): Order {
  return { seed, scenario, strategy };
}
