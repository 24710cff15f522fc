/** Replays a trace for its page, which shows the state after each step and explains the violation. */
import type { Trace } from '../../../traces/trace-file.ts';
import type { TraceView } from '../../../traces/trace-view.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { explainOutcome } from './explain-outcome.ts';
import type { ReplayOutcome } from './replay-run.ts';
import { filmOf } from './replay-run.ts';
import { replayWatched } from './replay-watched.ts';
import type { Filmed } from '../../telling/film/frames.ts';
import { describeViolation } from '../../telling/story/violation.ts';
import { filmWatched } from '../watch/film-watched.ts';
import { flipWatched } from '../watch/flip-watched.ts';
import { viewOf } from '../../telling/view/trace-view.ts';

export interface Viewed {
  readonly outcome: ReplayOutcome;
  readonly filmed: Filmed;
  readonly view: TraceView;
}

export interface Viewing {
  readonly engine: EngineChoice;
  /** The command line that replays the trace. */
  readonly replay: string;
  /** Limits the search for the choice that makes the difference. */
  readonly isBrief?: boolean;
}

/** @throws BadFile if an edit does not apply, or the edited engine cannot be run */
export async function viewTrace(
  trace: Trace,
  { engine, replay, isBrief = false }: Viewing,
): Promise<Viewed> {
  const run = await replayWatched(trace, engine);
  const again = filmOf(trace, run);
  const filmed = await filmWatched(engine, { ...again, withStates: true });
  const violation = filmed.objections && describeViolation(filmed, filmed.objections);
  const flip = violation && (await flipWatched(engine, { ...again, isBrief }));
  const [outcome = ''] = explainOutcome(run, trace, violation);
  const view = viewOf({ trace, filmed, violation, flip, replay, outcome });
  return { outcome: run.outcome, filmed, view };
}
