/** What a campaign file says has been done, which a verdict will rest on: its counts have to add up. */
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
 * @param goal - of which configuration it is counted what has been visited, if of any
 * @param path - of the file
 * @throws BadFile if it cannot be as it says
 */
export function stateOf(
  stored: StoredCampaign,
  goal: CoverageGoal | undefined,
  path: string,
): FoldState {
  const { done } = stored;
  const reached = done.reached.map((name) => sometimesIds.findIndex((id) => id === name));
  if (reached.includes(-1)) throw new BadFile(`${path}: no such situation is known`);
  const ids = done.judged ?? [];
  const judged = propertyIds.filter((id) => ids.includes(id));
  if (judged.length !== ids.length)
    throw new BadFile(`${path}: no such property is known, or it is listed twice`);
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
    return `${executions} executions are not of ${scenarios} scenarios`;
  if (executions >= runs) return `of ${runs} executions ${executions} are done: nothing is left`;
  if (steps < executions) return `${steps} steps are not of ${executions} executions`;
  if (new Set(reached).size < reached.length) return 'a situation is listed twice';
  const isBegun = [steps, reached.length, visited.length, judged.length].some((one) => one > 0);
  const isUntouched = digest === makeFold().total().digest;
  if (isBegun ? executions === 0 || isUntouched : executions > 0 || !isUntouched)
    return `what is said of ${executions} executions is not of so many`;
  return undefined;
}

function complaintAboutVisited(
  visited: readonly number[],
  goal: CoverageGoal | undefined,
): string | undefined {
  if (visited.length === 0) return undefined;
  if (goal === undefined) return 'something is visited, and of no configuration';
  const { states, transitions } = reachable(goal.configuration);
  if (new Set(visited).size < visited.length) return 'something is visited twice';
  return visited.some((number) => number >= states + transitions)
    ? `what is visited is not of ${goal.configuration.name}`
    : undefined;
}

/** A mix has learned from every execution, and never less than before; any other strategy nothing. */
function complaintAboutLessons({ done, strategy }: StoredCampaign): string | undefined {
  const { total, last, lastButOne } = done.lessons;
  const all = [lastButOne, last, total];
  const wrong = `what ${strategy} has learned is not of ${done.executions} executions`;
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
