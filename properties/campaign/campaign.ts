/**
 * A campaign: batches are handed to workers as they become free and folded in the order of their
 * numbers, so that what comes out depends on the seed alone and not on how many workers there are.
 * It ends at the first violation in that order, at its budget, or when it is told to.
 */
import type { Configuration } from '../../model/configuration.ts';
import { BadFile } from '../../traces/parse-json.ts';
import type { JudgedProperties } from '../lockstep/judged-properties.ts';
import type { Finding } from '../shrink/finding.ts';
import type { Order } from './batch.ts';
import { SCHEDULES_PER_SCENARIO } from './batch.ts';
import { startCrew } from './crew.ts';
import type { EngineChoice } from '../loader/load-engine.ts';
import { buildEngine } from '../loader/load-engine.ts';
import { findHang } from './find-hang.ts';
import type { FoldState, Total } from './fold.ts';
import { makeFold } from './fold.ts';
import type { FromWorker } from './messages.ts';

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
  /** Where an earlier campaign with the same order was broken off. */
  readonly resume?: FoldState | undefined;
  /** Told to stop: whatever has been folded by then is the result. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress extends Total {
  /** The violation that is being shrunk, if one was found. */
  readonly finding?: Finding | undefined;
}

export interface CampaignResult extends Progress {
  readonly seconds: number;
  readonly isInterrupted: boolean;
  /** Where it stands, for one that is to go on. */
  readonly state: FoldState;
}

/** Batches that may be begun ahead of the first one that is not finished, for each worker. */
const AHEAD = 8;

/** @throws Error if the harness itself fails, in a worker or here */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const engine = await buildEngine(options.edits, options.system);
  try {
    return await runOn(engine.module, options);
  } finally {
    await engine.remove();
  }
}

async function runOn(engine: string, options: CampaignOptions): Promise<CampaignResult> {
  const { jobs, runs, signal } = options;
  const startedAt = performance.now();
  const deadline = startedAt + (options.timeMs ?? Infinity);
  const batches = Math.ceil(runs / SCHEDULES_PER_SCENARIO);
  const fold = makeFold(options.resume);
  const order = orderOf(options);
  const { coverage, judged } = options;
  const crew = startCrew({ order, engine, coverage, judged }, jobs);
  const firstBatch = fold.folded();
  let nextBatch = firstBatch;
  let isInvestigating = false;
  let finding: Finding | undefined;

  const handOutWork = (): void => {
    const place = fold.violation();
    if (place !== undefined) {
      if (!isInvestigating) isInvestigating = crew.tell({ kind: 'investigate', place });
      return;
    }
    while (
      nextBatch < Math.min(batches, fold.folded() + jobs * AHEAD) &&
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
      case 'ready':
      case 'hunted':
        return false;
      case 'batch':
        fold.add(message.result);
        handOutWork();
        return fold.violation() === undefined && fold.folded() === nextBatch;
      case 'found':
      case 'shrinking':
      case 'shrunk':
        finding = message.finding;
        return message.kind === 'shrunk';
      case 'broken':
        throw message.isBadInput ? new BadFile(message.message) : new Error(message.message);
    }
  };
  const result = (isInterrupted: boolean): CampaignResult => {
    const seconds = (performance.now() - startedAt) / 1000;
    return { ...fold.total(), seconds, finding, isInterrupted, state: fold.state() };
  };

  try {
    handOutWork();
    if (nextBatch === firstBatch) return result(false);
    for (;;) {
      const heard = await crew.listen(signal);
      if (heard === 'interrupted') return result(true);
      if (heard.kind === 'hangs') {
        // Whoever hangs while a finding is being shrunk leaves the finding as it is.
        finding ??= await findHang(options, heard.pulse);
        return result(false);
      }
      const isOver = hear(heard);
      options.onProgress?.({ ...fold.total(), finding });
      if (isOver) return result(false);
    }
  } finally {
    await crew.dismiss();
  }
}

/** The last batch may be a smaller one. */
function executionsOf(batch: number, runs: number): number {
  return Math.min(SCHEDULES_PER_SCENARIO, runs - batch * SCHEDULES_PER_SCENARIO);
}

function orderOf({ seed, scenario, strategy }: CampaignOptions): Order {
  return { seed, scenario, strategy };
}
