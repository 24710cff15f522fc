/**
 * A campaign: batches are handed to workers as they become free and folded in the order of their
 * numbers, so that what comes out depends on the seed alone and not on how many workers there are.
 * It ends at the first violation in that order, at its budget, or when it is told to.
 */
import type { Configuration } from '../../../model/configuration.ts';
import type { JudgedProperties } from '../../judging/lockstep/judged-properties.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import type { Order } from './batch.ts';
import { SCHEDULES_PER_SCENARIO } from './batch.ts';
import { startCrew } from './crew.ts';
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
  /** The configuration of which it is noted what has been visited. */
  readonly coverage?: Configuration | undefined;
  /** Executions, at most. */
  readonly runs: number;
  /** Milliseconds after which no further batch is begun, if any; one is begun in any case. */
  readonly timeMs?: number | undefined;
  /** Who may object; all, if left out. What is found is told as all of them see it. */
  readonly judged?: JudgedProperties | undefined;
  /** What is found is left as it was found; else it is followed to what it leads to, and shrunk. */
  readonly isLeftAsFound?: boolean | undefined;
  /** Where an earlier campaign with the same order was broken off. */
  readonly resume?: FoldState | undefined;
  /** Told to stop: whatever has been folded by then is the result. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: Progress) => void;
}

export interface CampaignResult extends Progress {
  readonly seconds: number;
  /** Why what was found is as it is: to make more of it has failed. */
  readonly complaint?: Error | undefined;
  readonly isInterrupted: boolean;
  /** Where it stands, for one that is to go on. */
  readonly state: FoldState;
}

/** Batches that may be begun ahead of the first one that is not finished, for each worker. */
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
  const crew = startCrew(engine, { order: orderOf(options), coverage, judged }, jobs);
  const losses = makeLosses(fold, crew);
  const firstBatch = fold.folded();
  let nextBatch = firstBatch;
  const investigation = makeInvestigation(crew, options.isLeftAsFound !== true);

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
      if (!crew.tell({ kind: 'batch', number: nextBatch, executionsMax, told })) return;
      nextBatch++;
    }
  };
  /** Takes note of what a worker says, and tells whether that was the last word. */
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
      const heard = await crew.listen(investigation.isDue() ? undefined : signal);
      if (heard === 'interrupted') return result(true);
      if (heard.kind === 'fatal') losses.note(heard.fatality);
      const isOver = heard.kind !== 'fatal' && hear(heard);
      const lost = losses.first();
      if (lost !== undefined) {
        await investigation.lose(() => findIn(options, lost), `a run on the way ${lost.call.how}`);
        return result(false);
      }
      options.onProgress?.({ ...fold.total(), ...investigation.standing() });
      if (isOver) return result(false);
    }
  } catch (error) {
    if (!investigation.breakOff('it has failed') || !(error instanceof Error)) throw error;
    return result(false, error);
  } finally {
    await crew.dismiss();
  }
}

function findIn(options: CampaignOptions, fatality: Fatality): Promise<Finding> {
  const scenario = scenarioNumber(fatality.batch, options.scenario, options.seed);
  return findFatality(options, scenario, fatality);
}

/** The last batch may be a smaller one. */
function executionsOf(batch: number, runs: number): number {
  return Math.min(SCHEDULES_PER_SCENARIO, runs - batch * SCHEDULES_PER_SCENARIO);
}

function orderOf({ seed, scenario, strategy }: CampaignOptions): Order {
  return { seed, scenario, strategy };
}
