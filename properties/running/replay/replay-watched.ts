/** Replays a trace on an engine whose calls may not return. */
import type { Trace } from '../../../traces/trace-file.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { propertyNames } from '../../judging/oracles/properties.ts';
import { filmWatched } from '../watch/film-watched.ts';
import { findFatality } from '../watch/find-fatality.ts';
import { runWatched } from '../watch/watched.ts';
import type { Fatality } from '../watch/watched-worker.ts';
import type { ReplayRun } from './replay-run.ts';

const WORKER = 'replay';

/**
 * @throws BadFile if an edit does not apply, or the edited engine cannot be run
 */
export async function replayWatched(trace: Trace, engine: EngineChoice): Promise<ReplayRun> {
  const run = await runWatched<Trace, ReplayRun, 'searching'>(WORKER, engine, trace);
  return 'result' in run ? run.result : replayFatality(trace, engine, run);
}

/** A call that does not return is also a violation, and perhaps the recorded one. */
export async function replayFatality(
  { scenario, expect }: Trace,
  engine: EngineChoice,
  { fatality, at }: { readonly fatality: Fatality; readonly at: unknown },
): Promise<ReplayRun> {
  const { decisions, property, fatalCalls } = await findFatality(engine, scenario, fatality);
  const filmed = await filmWatched(engine, { scenario, decisions, upTo: property, fatalCalls });
  const isExpected = expect.property === propertyNames[property];
  const asExpected = at === undefined ? 'reproduced' : 'reproduced by search';
  const outcome = isExpected ? asExpected : 'diverged';
  return { outcome, filmed, decisions, lost: undefined, searched: 0, fatalCalls };
}
