/** Makes the plan of `check` from its flags, or from the file that an interrupted check has left. */
import { resolve } from 'node:path';
import { parseCampaign } from '../../../traces/campaign-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import { checkSeal } from '../../../traces/seal.ts';
import type { CheckPlan } from '../../running/campaign/plan.ts';
import { hashOfOrigin } from '../../running/campaign/plan.ts';
import { stateOf } from '../../running/campaign/stored-state.ts';
import { readText } from '../../running/files/read-file.ts';
import { requireNamed } from '../../running/replay/consent.ts';
import { familyNames, familyWithin } from '../../searching/scenarios/families.ts';
import { strategyNames } from '../../searching/strategies/strategies.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import type { CoverageFlags } from './coverage-goal.ts';
import { coverageGoal } from './coverage-goal.ts';
import { bugOf, understand } from './subject.ts';

export interface CheckPlanFlags extends CoverageFlags {
  readonly seed?: string;
  readonly runs?: number;
  readonly time?: number;
  readonly strategy?: string;
  readonly bug?: string;
  readonly system?: string;
  readonly resume?: string;
  /** Only the regressions and a short search. */
  readonly short?: boolean;
  /** Whether any edits of the engine in the file of an interrupted check may be run. */
  readonly trust?: boolean;
}

const RUNS_DEFAULT = 100_000;
const RUNS_SHORT = 3000;

/** @throws UsageError or BadFile */
export async function makePlan(flags: CheckPlanFlags): Promise<CheckPlan> {
  if (flags.resume !== undefined) return readPlan(flags.resume, flags);
  const goal = coverageGoal(flags);
  const { scenario, bug, system, coverage, time, short } = flags;
  const runs = flags.runs ?? (short === true && time === undefined ? RUNS_SHORT : undefined);
  const isOfAll = [scenario, bug, system, coverage].every((flag) => flag === undefined);
  const isWhole = isOfAll && runs === undefined && time === undefined;
  return {
    ...understand(flags, goal && familyWithin(goal.configuration)),
    goal,
    runs: runs ?? (time === undefined ? RUNS_DEFAULT : Number.MAX_SAFE_INTEGER),
    timeMs: time,
    isWhole,
    hasRegressions: isWhole || (isOfAll && short === true),
    resume: undefined,
    restsOn: undefined,
  };
}

async function readPlan(path: string, flags: CheckPlanFlags): Promise<CheckPlan> {
  const { seed, scenario, strategy, runs, time, coverage, coverageMin, short } = flags;
  const others = [seed, scenario, strategy, runs, time, coverage, coverageMin, short];
  if (others.some((flag) => flag !== undefined))
    throw new UsageError('--resume continues the plan in the file, which no other flag can change');
  const { system, trust } = flags;
  const text = readText(path, 'campaign');
  const stored = parseCampaign(text, path);
  const named = { bug: bugOf(flags), system, trust };
  requireNamed(stored, named, path);
  const goal = coverageGoal({ coverage: stored.coverage, coverageMin: stored.coverageMin });
  const wanted = goal === undefined ? familyNames : [familyWithin(goal.configuration)];
  if (!wanted.includes(stored.scenario) || !strategyNames.includes(stored.strategy))
    throw new BadFile(`${path}: its scenario or strategy does not exist`);
  if (stored.engine !== (await hashOfOrigin({ bug: stored.bug, system })))
    throw new BadFile(`${path}: the campaign was run on another engine`);
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
    hasRegressions: false,
    resume,
    restsOn: resolve(path),
  };
}
