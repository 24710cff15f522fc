/**
 * Runs a recorded trace on an engine that may have changed since. Its decisions are followed by their
 * events, then as they can be read otherwise; where no reading shows what was recorded, it is looked
 * for nearby.
 */
import type { OpenSystem } from '../../../impl/system.ts';
import type { Decision, Trace } from '../../../traces/trace-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { propertyNamed, propertyNames } from '../../judging/oracles/properties.ts';
import type { Film, Filmed } from '../../telling/film/frames.ts';
import { film } from '../../telling/film/frames.ts';
import type { LostDecision } from '../../searching/strategies/follow-decisions.ts';
import type { FatalCall } from '../../judging/execution/fatal-call.ts';
import { otherReadings } from './readings.ts';
import { searchNearby, STEPS_MAX } from './search-nearby.ts';

/** What has come of a trace; the words are those of `replay`. */
export type ReplayOutcome = 'reproduced' | 'reproduced by search' | 'diverged' | 'clean';

export interface ReplayRun {
  readonly outcome: ReplayOutcome;
  /** The run that shows it; if none does, the one that followed the decisions by their events. */
  readonly filmed: Filmed;
  /** The decisions of that run, and which of them were found by what was last announced. */
  readonly decisions: readonly Decision[];
  readonly byAnnouncement?: ReadonlySet<Decision> | undefined;
  /** The first decision that could not be followed by its event. */
  readonly lost: LostDecision | undefined;
  /** Schedules that were tried nearby; 0 if there was no need to look. */
  readonly searched: number;
  /** The calls in one of which it ends, if that did not come back. */
  readonly fatalCalls?: readonly FatalCall[] | undefined;
}

/** How far it is looked for what no reading of the decisions shows. */
export interface SearchEffort {
  /** Also where every decision was followed and nothing was wrong, which for most means that it is fixed. */
  readonly ifFollowed: boolean;
  /** Steps of all schedules that are tried. */
  readonly stepsMax: number;
}

/** Some seconds, whatever was followed. */
export const thorough: SearchEffort = { ifFollowed: true, stepsMax: STEPS_MAX };

/** What it takes to film the run again, with more. */
export function filmOf(trace: Trace, { decisions, byAnnouncement, fatalCalls }: ReplayRun): Film {
  const upTo = fatalCalls?.at(-1)?.property ?? expectedProperty(trace);
  return { scenario: trace.scenario, decisions, byAnnouncement, upTo, fatalCalls };
}

/** What is done where the decisions, followed by their events, have not shown what was recorded. */
export type Detour = 'reading otherwise' | 'searching';

/** @param before - waited for before each detour */
export async function replayRun(
  open: OpenSystem,
  trace: Trace,
  before: (detour: Detour) => Promise<void> | void,
  { ifFollowed, stepsMax }: SearchEffort = thorough,
): Promise<ReplayRun> {
  const { scenario, decisions } = trace;
  const upTo = expectedProperty(trace);
  const first = film(open, { scenario, decisions, upTo });
  const { lost } = first;
  if (isAsExpected(trace, first))
    return { outcome: 'reproduced', filmed: first, decisions, lost, searched: 0 };
  await before('reading otherwise');
  for (const reading of otherReadings(decisions, first)) {
    const filmed = film(open, { scenario, upTo, ...reading });
    if (isAsExpected(trace, filmed))
      return { outcome: 'reproduced', filmed, ...reading, lost, searched: 0 };
  }

  const wasFollowed = lost === undefined && first.objections === undefined;
  const outcome = wasFollowed ? 'clean' : 'diverged';
  if (upTo === undefined || (wasFollowed && !ifFollowed))
    return { outcome, filmed: first, decisions, lost, searched: 0 };
  await before('searching');
  const around = { scenario, decisions, property: upTo };
  const { found, schedules } = searchNearby(open, around, stepsMax);
  if (found === undefined) return { outcome, filmed: first, decisions, lost, searched: schedules };
  return {
    outcome: 'reproduced by search',
    filmed: film(open, { scenario, decisions: found.decisions, upTo }),
    decisions: found.decisions,
    lost,
    searched: schedules,
  };
}

function isAsExpected({ expect }: Trace, { objections }: Filmed): boolean {
  const violated = objections?.[0]?.property;
  if (expect.verdict === 'passed') return violated === undefined;
  return violated !== undefined && propertyNames[violated] === expect.property;
}

/**
 * Properties are judged up to the expected one, so that no lesser symptom stops the run before it.
 *
 * @param where - what the trace is called
 * @returns `undefined` if nothing was violated
 * @throws BadFile if there is no such property
 */
export function expectedProperty({ expect }: Trace, where = 'the trace'): PropertyId | undefined {
  if (expect.property === undefined) return undefined;
  const id = propertyNamed(expect.property);
  if (id === undefined)
    throw new BadFile(`${where} expects ${JSON.stringify(expect.property)}, which is no property`);
  return id;
}
