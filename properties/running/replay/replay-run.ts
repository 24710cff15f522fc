/**
 * Runs a recorded trace on an engine that may have changed since. The decisions are first followed by
 * their events, then by other readings. If no reading shows what was recorded, nearby schedules are
 * searched.
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

/** The outcome of a replay, in the words of the command `replay`. */
export type ReplayOutcome = 'reproduced' | 'reproduced by search' | 'diverged' | 'clean';

export interface ReplayRun {
  readonly outcome: ReplayOutcome;
  /** The run that shows what was recorded; if none does, the one that followed decisions by their events. */
  readonly filmed: Filmed;
  /** The decisions of that run, and those of them that were matched by the last announcement. */
  readonly decisions: readonly Decision[];
  readonly byAnnouncement?: ReadonlySet<Decision> | undefined;
  /** The first decision that could not be followed by its event. */
  readonly lost: LostDecision | undefined;
  /** The number of nearby schedules tried; 0 if no search was needed. */
  readonly searched: number;
  /** The calls that did not return, if the run ends in one. */
  readonly fatalCalls?: readonly FatalCall[] | undefined;
}

/** How far to search nearby if no reading of the decisions shows what was recorded. */
export interface SearchEffort {
  /** Search even if every decision was followed without a violation: that usually means the bug is fixed. */
  readonly ifFollowed: boolean;
  /** Steps of all schedules tried, together. */
  readonly stepsMax: number;
}

/** A search of some seconds, even if every decision was followed. */
export const thorough: SearchEffort = { ifFollowed: true, stepsMax: STEPS_MAX };

/** What is needed to film the run again, with more detail. */
export function filmOf(trace: Trace, { decisions, byAnnouncement, fatalCalls }: ReplayRun): Film {
  const upTo = fatalCalls?.at(-1)?.property ?? expectedProperty(trace);
  return { scenario: trace.scenario, decisions, byAnnouncement, upTo, fatalCalls };
}

/** What is tried if following the decisions by their events has not shown what was recorded. */
export type Detour = 'reading otherwise' | 'searching';

/** @param before - awaited before each detour */
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
 * The property that the trace expects to fail. A replay judges only the properties up to this one, so
 * that no lesser symptom stops the run before it.
 *
 * @param where - the name of the trace in a complaint
 * @returns `undefined` if the trace expects no violation
 * @throws BadFile if there is no such property
 */
export function expectedProperty({ expect }: Trace, where = 'the trace'): PropertyId | undefined {
  if (expect.property === undefined) return undefined;
  const id = propertyNamed(expect.property);
  if (id === undefined)
    throw new BadFile(
      `${where} expects ${JSON.stringify(expect.property)}, which is not a property`,
    );
  return id;
}
