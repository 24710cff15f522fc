/** What `check` is to do: as the flags say, or as a file says that an interrupted check has left. */
import { join, resolve } from 'node:path';
import type { StoredCampaign } from '../../../traces/campaign-file.ts';
import { parseCampaign, printCampaign } from '../../../traces/campaign-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import { checkSeal } from '../../../traces/seal.ts';
import type { CampaignResult } from './campaign.ts';
import type { FoldState } from './fold.ts';
import { engineHash, withEngine } from '../../engines/loader/load-engine.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { requireNamed } from '../replay/consent.ts';
import { familyNames, familyWithin } from '../../searching/scenarios/families.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import type { Origin } from '../../telling/story/violation.ts';
import { strategyNames } from '../../searching/strategies/strategies.ts';
import type { CoverageFlags, CoverageGoal } from './check-coverage.ts';
import { coverageGoal } from './check-coverage.ts';
import type { Subject } from './prepare.ts';
import { understand } from './prepare.ts';
import { stateOf } from './stored-state.ts';
import { readBug } from '../files/read-bug.ts';
import { readText } from '../files/read-file.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { nameFromHere } from '../files/write-trace.ts';
import { writeWhole } from '../files/write-whole.ts';

export interface CheckPlanFlags extends CoverageFlags {
  readonly seed?: string;
  readonly runs?: number;
  readonly time?: number;
  readonly strategy?: string;
  readonly bug?: string;
  readonly system?: string;
  readonly resume?: string;
  /** What an interrupted check did to the engine may be run, whatever it is. */
  readonly trust?: boolean;
}

export interface CheckPlan extends Subject {
  readonly goal: CoverageGoal | undefined;
  readonly runs: number;
  readonly timeMs: number | undefined;
  /** Nothing narrows it, so that every situation has to be reached. */
  readonly isWhole: boolean;
  readonly resume: FoldState | undefined;
  /** The file that says what has been done before, if anything has. */
  readonly restsOn: string | undefined;
}

const RUNS_DEFAULT = 100_000;

/** @throws UsageError or BadFile */
export async function makePlan(flags: CheckPlanFlags): Promise<CheckPlan> {
  if (flags.resume !== undefined) return readPlan(flags.resume, flags);
  const goal = coverageGoal(flags);
  const bounds = [flags.scenario, flags.bug, flags.system, flags.coverage, flags.runs, flags.time];
  return {
    ...understand(flags, goal && familyWithin(goal.configuration)),
    goal,
    runs: flags.runs ?? (flags.time === undefined ? RUNS_DEFAULT : Number.MAX_SAFE_INTEGER),
    timeMs: flags.time,
    isWhole: bounds.every((flag) => flag === undefined),
    resume: undefined,
    restsOn: undefined,
  };
}

async function readPlan(path: string, flags: CheckPlanFlags): Promise<CheckPlan> {
  const { seed, scenario, strategy, runs, time, coverage, coverageMin } = flags;
  const others = [seed, scenario, strategy, runs, time, coverage, coverageMin];
  if (others.some((flag) => flag !== undefined))
    throw new UsageError('--resume goes on with what the file says, and takes no other choice');
  const { system, trust } = flags;
  const text = readText(path, 'campaign');
  const stored = parseCampaign(text, path);
  const named = { bug: flags.bug === undefined ? undefined : readBug(flags.bug), system, trust };
  requireNamed(stored, named, path);
  const goal = coverageGoal({ coverage: stored.coverage, coverageMin: stored.coverageMin });
  const wanted = goal === undefined ? familyNames : [familyWithin(goal.configuration)];
  if (!wanted.includes(stored.scenario) || !strategyNames.includes(stored.strategy))
    throw new BadFile(`${path}: no such scenario, or no such strategy`);
  if (stored.engine !== (await hashOf({ bug: stored.bug, system })))
    throw new BadFile(`${path}: the campaign is of another engine`);
  const resume = stateOf(stored, goal, path);
  checkSeal(text, path);
  return {
    seed: stored.seed,
    scenario: stored.scenario,
    strategy: stored.strategy,
    bug: stored.bug,
    system,
    goal,
    runs: stored.runs,
    timeMs: stored.timeMs,
    isWhole: stored.isWhole,
    resume,
    restsOn: resolve(path),
  };
}

/**
 * Writes down what is left to do.
 *
 * @returns the file, which is there whole or not at all
 */
export async function writePlan(
  plan: CheckPlan,
  result: CampaignResult,
  folder: string | undefined,
): Promise<string> {
  const { seed, scenario, strategy, bug, goal, runs, timeMs, isWhole } = plan;
  const system = plan.system && nameFromHere(plan.system);
  const { state } = result;
  const file = resolve(folder ?? join('traces', 'campaigns'), 'interrupted.json');
  const stored: StoredCampaign = {
    format: 'migcheck-campaign',
    version: 1,
    bug,
    system,
    engine: await hashOf({ bug, system }),
    seed,
    scenario,
    strategy,
    runs,
    timeMs: timeMs === undefined ? undefined : Math.max(1, timeMs - 1000 * result.seconds),
    coverage: goal?.configuration.name,
    coverageMin: goal?.percentMin,
    isWhole,
    done: {
      ...state,
      reached: sometimesIds.filter((_, position) => state.reached.has(position)),
      visited: [...state.visited],
      judged: propertyIds.filter((id) => state.judged.has(id)),
    },
  };
  writeWhole(file, printCampaign(stored));
  return file;
}

/** A number for the engine, bug and all. */
function hashOf({ bug, system }: Origin): Promise<number> {
  return withEngine({ edits: bug?.edits ?? [], system }, engineHash);
}
