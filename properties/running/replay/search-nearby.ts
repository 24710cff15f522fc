/**
 * Searches for the violation that a trace recorded: runs the shrinker's reduced search in the trace's
 * own scenario, around the run that the trace's decisions lead to now.
 */
import type { Scenario } from '../../../impl/scenario.ts';
import type { OpenSystem } from '../../../impl/system.ts';
import type { Decision } from '../../../traces/trace-file.ts';
import { makeLockstep } from '../../judging/execution/execution.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { recordRun } from '../../judging/execution/record-run.ts';
import type { Finding, StepBudget } from '../../searching/shrink/finding.ts';
import { searchNear } from '../../searching/shrink/shrink.ts';
import { followDecisions } from '../../searching/strategies/follow-decisions.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';

/** Several times as many schedules as any trace of the catalogue needs after any single edit. */
const SCHEDULES_MAX = 10_000;
/** Steps of all schedules together, which take some seconds. */
export const STEPS_MAX = 2_000_000;

export interface Neighbourhood {
  readonly scenario: Scenario;
  readonly decisions: readonly Decision[];
  /** The property whose violation is searched for. */
  readonly property: PropertyId;
}

export interface SearchedNearby {
  readonly found: Finding | undefined;
  /** The number of schedules tried. */
  readonly schedules: number;
}

/** Deterministic for a given engine and trace: the seeds are consecutive numbers. */
export function searchNearby(
  open: OpenSystem,
  { scenario, decisions, property }: Neighbourhood,
  stepsMax: number,
): SearchedNearby {
  const lockstep = makeLockstep(scenario, open);
  lockstep.judge.judgeUpTo(property);
  const follower = followDecisions(decisions, lockstep.system);
  const { steps } = recordRun(lockstep, follower, makeDraw('no chance is drawn'));
  const budget: StepBudget = { left: stepsMax, tried: 0 };
  const found = searchNear(
    scenario,
    { property, steps },
    { open, researches: SCHEDULES_MAX, budget },
  );
  return { found, schedules: budget.tried ?? 0 };
}
