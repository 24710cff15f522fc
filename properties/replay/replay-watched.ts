/** Replays a trace on an engine of which nobody knows whether each of its steps ends. */
import { join } from 'node:path';
import type { Trace } from '../../traces/trace-file.ts';
import type { EngineChoice } from '../loader/load-engine.ts';
import { loadEngine } from '../loader/load-engine.ts';
import { propertyNames } from '../lockstep/property-id.ts';
import { findAgain } from '../shrink/find-again.ts';
import { film } from '../story/frames.ts';
import { withEndlessStep } from '../watch/pulse.ts';
import type { Hang } from '../watch/watched.ts';
import { runWatched } from '../watch/watched.ts';
import type { ReplayRun } from './replay-run.ts';

const WORKER = join('replay', 'replay-worker.js');

/**
 * @throws BadFile if an edit does not apply, or what comes of the edits cannot be run
 */
export async function replayWatched(trace: Trace, engine: EngineChoice): Promise<ReplayRun> {
  const run = await runWatched<Trace, ReplayRun, 'searching'>(WORKER, engine, trace);
  return 'result' in run ? run.result : replayHang(trace, engine, run.hang);
}

/** A step that does not end is a violation too, and perhaps the one that was recorded. */
async function replayHang(
  { scenario, expect }: Trace,
  { edits, system }: EngineChoice,
  { steps, at }: Hang<'searching'>,
): Promise<ReplayRun> {
  const open = await loadEngine(edits, system);
  const endlessStep = steps.length - 1;
  const { decisions } = findAgain(withEndlessStep(open, endlessStep), scenario, steps);
  const filmed = film(open, { scenario, decisions, upTo: 'PROGRESS', endlessStep });
  const isExpected = expect.property === propertyNames.PROGRESS;
  const asExpected = at === undefined ? 'reproduced' : 'reproduced by search';
  const outcome = isExpected ? asExpected : 'diverged';
  return { outcome, filmed, decisions, lost: undefined, searched: 0 };
}
