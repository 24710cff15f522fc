/** Checks the progress that a campaign file records. A verdict will rest on it, so its counts must add up. */
import type { StoredCampaign, StoredPayment } from '../../../traces/campaign-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import { SCHEDULES_PER_SCENARIO } from './batch.ts';
import type { FoldState } from './fold.ts';
import { makeFold } from './fold.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { reachable } from '../../searching/coverage/reachable.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import { mixed } from '../../searching/strategies/strategies.ts';
import type { CoverageGoal } from './check-coverage.ts';

/**
 * @param goal - the configuration whose visited states and transitions are counted, if any
 * @param path - the path of the campaign file
 * @throws BadFile if the file names something unknown or is inconsistent
 */
export function stateOf(
  stored: StoredCampaign,
  goal: CoverageGoal | undefined,
  path: string,
): FoldState {
  const { done } = stored;
  const reached = done.reached.map((name) => sometimesIds.findIndex((id) => id === name));
  if (reached.includes(-1)) throw new BadFile(`${path}: a situation is unknown`);
  const ids = done.judged ?? [];
  const judged = propertyIds.filter((id) => ids.includes(id));
  if (judged.length !== ids.length)
    throw new BadFile(`${path}: a property is unknown or listed twice`);
  const wrong =
    complaintAboutCounts(stored) ??
    complaintAboutVisited(done.visited, goal) ??
    complaintAboutLessons(stored);
  if (wrong !== undefined) throw new BadFile(`${path}: ${wrong}`);
  return {
    ...done,
    reached: new Set(reached),
    judged: new Set(judged),
    visited: new Set(done.visited),
  };
}

function complaintAboutCounts({ runs, done }: StoredCampaign): string | undefined {
  const { executions, scenarios, steps, digest, reached, visited, judged = [] } = done;
  if (scenarios !== Math.ceil(executions / SCHEDULES_PER_SCENARIO))
    return `${executions} executions cannot have ${scenarios} scenarios`;
  if (executions >= runs)
    return `${executions} of ${runs} executions are done, so nothing is left to run`;
  if (steps < executions) return `${steps} steps are too few for ${executions} executions`;
  if (new Set(reached).size < reached.length) return 'a situation is listed twice';
  const isBegun = [steps, reached.length, visited.length, judged.length].some((one) => one > 0);
  const isUntouched = digest === makeFold().total().digest;
  if (isBegun ? executions === 0 || isUntouched : executions > 0 || !isUntouched)
    return `the counts and the digest do not fit ${executions} executions`;
  return undefined;
}

function complaintAboutVisited(
  visited: readonly number[],
  goal: CoverageGoal | undefined,
): string | undefined {
  if (visited.length === 0) return undefined;
  if (goal === undefined) return 'states are visited, but no configuration is named';
  const { states, transitions } = reachable(goal.configuration);
  if (new Set(visited).size < visited.length)
    return 'a state or transition is listed twice as visited';
  return visited.some((number) => number >= states + transitions)
    ? `a visited state or transition is not in ${goal.configuration.name}`
    : undefined;
}

/** A mix learns from every execution, and its counts never decrease. Other strategies learn nothing. */
function complaintAboutLessons({ done, strategy }: StoredCampaign): string | undefined {
  const { total, last, lastButOne } = done.lessons;
  const all = [lastButOne, last, total];
  const wrong = `what ${strategy} has learned does not fit ${done.executions} executions`;
  if (all.some(({ length }) => length !== 0 && length !== mixed.length)) return wrong;
  if (total.length === 0 ? last.length > 0 : sumOf(total) !== done.executions) return wrong;
  const isGrowing = all.every((one, index) => {
    const next = all[index + 1] ?? one;
    return one.every(({ runs, novelty }, arm) => {
      const then = next[arm];
      return then !== undefined && runs <= then.runs && novelty <= then.novelty;
    });
  });
  return isGrowing ? undefined : wrong;
}

function sumOf(lesson: readonly StoredPayment[]): number {
  return lesson.reduce((sum, { runs }) => sum + runs, 0);
}
