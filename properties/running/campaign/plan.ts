/** The plan of a check, and the file that stores what is left of it when it is interrupted. */
import { join, resolve } from 'node:path';
import type { StoredCampaign } from '../../../traces/campaign-file.ts';
import { printCampaign } from '../../../traces/campaign-file.ts';
import type { CampaignResult } from './campaign.ts';
import type { FoldState } from './fold.ts';
import { engineHash, withEngine } from '../../engines/loader/load-engine.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import type { Origin } from '../../telling/story/violation.ts';
import type { CoverageGoal } from './check-coverage.ts';
import type { Subject } from './subject.ts';
import { stampedName } from '../files/stamped-name.ts';
import { nameFromHere } from '../files/write-trace.ts';
import { writeWhole } from '../files/write-whole.ts';

export interface CheckPlan extends Subject {
  readonly goal: CoverageGoal | undefined;
  readonly runs: number;
  readonly timeMs: number | undefined;
  /** No option narrows the check, so every situation has to be reached. */
  readonly isWhole: boolean;
  /** The regressions are run first: nothing but the length of the check is narrowed, and it is not resumed. */
  readonly hasRegressions: boolean;
  readonly resume: FoldState | undefined;
  /** The file that says what was done before, if this check resumes an earlier one. */
  readonly restsOn: string | undefined;
}

/**
 * Stores what is left to do.
 *
 * @returns the path of the file, which is written atomically
 */
export async function writePlan(
  plan: CheckPlan,
  result: CampaignResult,
  folder: string | undefined,
): Promise<string> {
  const { seed, scenario, strategy, bug, goal, runs, timeMs, isWhole } = plan;
  const system = plan.system && nameFromHere(plan.system);
  const { state } = result;
  const file = resolve(folder ?? join('traces', 'campaigns'), stampedName('interrupted', seed));
  const stored: StoredCampaign = {
    format: 'migcheck-campaign',
    version: 1,
    bug,
    system,
    engine: await hashOfOrigin({ bug, system }),
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

/** A hash of the engine, including the bug. */
export function hashOfOrigin({ bug, system }: Origin): Promise<number> {
  return withEngine({ edits: bug?.edits ?? [], system }, engineHash);
}
