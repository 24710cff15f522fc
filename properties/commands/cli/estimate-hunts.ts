/** Estimates how long hunts will take from the recorded number of executions until each bug was found. */
import type { CataloguedBug } from '../../../traces/bug-file.ts';
import { amount } from '../../terminal/amount.ts';
import { readRecordedExecutions } from '../../running/files/read-recorded-executions.ts';

/** The bugs to hunt, and how. */
export interface HuntPlan {
  readonly catalogue: readonly CataloguedBug[];
  readonly strategies: readonly string[];
  readonly seeds: number;
  readonly stories: number;
  readonly runs: number;
  readonly jobs: number;
}

/** Measured for one worker. */
const EXECUTIONS_PER_SECOND = 400;
const SECONDS_PER_STORY = 2;
/** The time to build the engine with a bug and to begin a hunt. */
const SECONDS_PER_BUG = 1;

/** Mean over median of an exponential distribution: each execution is equally likely to find the bug. */
const MEAN_OF_MEDIAN = 1 / Math.LN2;

/** @returns a line like `850 hunts, about 12 min with 2 workers` */
export function estimateHunts(plan: HuntPlan): string {
  const { catalogue, strategies, seeds, jobs } = plan;
  const hunts = amount(catalogue.length * strategies.length * seeds, 'hunt');
  const recorded = readRecordedExecutions();
  if (catalogue.some(({ id }) => !recorded.has(id)))
    return `${hunts}; how long they will take is not known`;
  const workers = amount(jobs, 'worker');
  return `${hunts}, ${describeSeconds(secondsOf(plan, recorded))} with ${workers}`;
}

function secondsOf(
  { catalogue, strategies, seeds, stories, runs, jobs }: HuntPlan,
  recorded: ReadonlyMap<string, number>,
): number {
  const perBug = catalogue.map(({ id }) => {
    const executions = Math.min(runs, MEAN_OF_MEDIAN * (recorded.get(id) ?? runs));
    const told = Math.min(stories, seeds) * SECONDS_PER_STORY;
    const hunted = strategies.length * ((seeds * executions) / EXECUTIONS_PER_SECOND + told);
    return SECONDS_PER_BUG + hunted / jobs;
  });
  return perBug.reduce((sum, seconds) => sum + seconds, 0);
}

/** A rough duration in seconds, minutes or hours. */
function describeSeconds(seconds: number): string {
  if (seconds < 100) return `about ${Math.ceil(seconds / 5) * 5} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `about ${minutes} min` : `about ${(minutes / 60).toFixed(1)} h`;
}
