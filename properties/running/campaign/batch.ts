/** One scenario and all its schedules: the unit of work that a campaign hands out. */
import type { OpenSystem } from '../../../impl/system.ts';
import type { PageTransitions } from '../../searching/coverage/page-transitions.ts';
import { pageTransitions } from '../../searching/coverage/page-transitions.ts';
import type { Visits } from '../../searching/coverage/visits.ts';
import { executeTwice } from '../../judging/execution/double-check.ts';
import { makeDigest } from '../../judging/execution/digest.ts';
import type { JudgedProperties } from '../../judging/lockstep/judged-properties.ts';
import { ALL_PROPERTIES } from '../../judging/lockstep/judged-properties.ts';
import type { Lockstep, Outcome } from '../../judging/execution/execution.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { judgedBy, watchArrival } from '../../judging/oracles/observe-judged.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';
import { observeSometimes } from '../../judging/sometimes/observe-sometimes.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import type { Lesson } from '../../searching/strategies/mix.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { feedsOnNovelty, makeStrategy } from '../../searching/strategies/strategies.ts';

/** What a campaign runs. Together with its number, this determines a batch completely. */
export interface Order {
  readonly seed: string;
  /** A family of scenarios, or `mixed`. */
  readonly scenario: string;
  readonly strategy: string;
}

export interface BatchOptions {
  /** Fewer than `SCHEDULES_PER_SCENARIO` in the last batch of a campaign. */
  readonly executionsMax?: number;
  /** How the strategies of a mix have done in earlier batches. */
  readonly told?: Lesson | undefined;
}

/** What a runner observes and judges, the same in all its batches. */
export interface Watch {
  /** Notes which states of a configuration are visited. */
  readonly visits?: Visits | undefined;
  /** The properties that may object; all if left out. */
  readonly judged?: JudgedProperties | undefined;
}

export interface BatchResult {
  readonly number: number;
  /** Executions up to and including the violating one; all of them if nothing was violated. */
  readonly executions: number;
  readonly steps: number;
  readonly digest: string;
  /** Positions in `sometimesIds` of the situations reached. */
  readonly reached: readonly number[];
  /** The properties that had something to judge. */
  readonly judged: readonly PropertyId[];
  /** What a mix has learned. */
  readonly lesson?: Lesson | undefined;
  /** The numbers that `visits` noted for the first time. */
  readonly visited?: Int32Array | undefined;
  readonly violated?: ViolatingExecution;
}

export interface ViolatingExecution {
  /** Counted from 0. */
  readonly execution: number;
  /** The thread of each step. It repeats the execution, whatever the strategy had learned by then. */
  readonly schedule: Uint8Array;
  /** The properties violated at the last step, gravest first. */
  readonly violates: readonly PropertyId[];
}

/**
 * A small number: which bugs can show at all depends far more on the scenario than on the schedule.
 * Making a scenario costs about as much as four executions.
 */
export const SCHEDULES_PER_SCENARIO = 10;

/** One execution in this many is run twice. */
const DOUBLE_CHECK_EVERY = 25;

/** Runs batches, one after another. */
export type BatchRunner = (number: number, options?: BatchOptions) => BatchResult;

/** Runs a single batch. */
export function runBatch(
  open: OpenSystem,
  order: Order,
  number: number,
  { visits, judged, ...options }: BatchOptions & Watch = {},
): BatchResult {
  return makeBatchRunner(open, order, { visits, judged })(number, options);
}

/** All batches share one lockstep, but the result of a batch does not depend on those before it. */
export function makeBatchRunner(
  open: OpenSystem,
  order: Order,
  { visits, judged = ALL_PROPERTIES }: Watch = {},
): BatchRunner {
  const reached = new Uint8Array(sometimesIds.length);
  const arrival = watchArrival();
  const shown = feedsOnNovelty(order.strategy) ? pageTransitions() : undefined;
  const observers = [
    ...observeSometimes(reached),
    arrival.observer,
    ...(shown === undefined ? [] : [shown.observer]),
    ...(visits === undefined ? [] : [visits.observer]),
  ];
  let lockstep: Lockstep | undefined;
  return (number, options = {}) => {
    const scenario = scenarioNumber(number, order.scenario, order.seed);
    reached.fill(0);
    if (lockstep === undefined) lockstep = makeLockstep(scenario, open, observers, judged);
    else lockstep.retarget(scenario);
    return {
      number,
      ...runSchedules(lockstep, { order, number, shown, ...options }),
      reached: sometimesIds.flatMap((_, position) => (reached[position] === 1 ? [position] : [])),
      judged: judgedBy(lockstep, arrival),
      visited: visits?.takeNew(),
    };
  };
}

interface Schedules extends BatchOptions {
  readonly order: Order;
  readonly number: number;
  readonly shown: PageTransitions | undefined;
}

type Ran = Pick<BatchResult, 'executions' | 'steps' | 'digest' | 'lesson' | 'violated'>;

/** Runs schedules of the scenario that the lockstep points at, until one violates something. */
function runSchedules(
  lockstep: Lockstep,
  { order, number, shown, executionsMax = SCHEDULES_PER_SCENARIO, told }: Schedules,
): Ran {
  const strategy = makeStrategy(order.strategy, told);
  const digest = makeDigest();
  digest.addText(JSON.stringify(lockstep.scenario));
  let steps = 0;
  let executions = 0;
  let violated: ViolatingExecution | undefined;
  while (executions < executionsMax && violated === undefined) {
    const place = { batch: number, execution: executions };
    const draw = (): Draw => makeDraw(seedOfExecution(order, place));
    const isCheckedTwice =
      (number * SCHEDULES_PER_SCENARIO + executions) % DOUBLE_CHECK_EVERY === 0;
    const outcome: Outcome = isCheckedTwice
      ? executeTwice(lockstep, strategy, draw)
      : execute(lockstep, strategy, draw());
    steps += outcome.steps;
    digest.addText(lockstep.digest.text());
    strategy.learn?.({
      schedule: lockstep.schedule,
      decided: outcome.decided,
      novelty: shown?.takeNovelty() ?? 0,
    });
    if (outcome.objections !== undefined) {
      digest.addText(outcome.objections[0]?.property ?? '');
      violated = {
        execution: executions,
        schedule: lockstep.schedule.slice(0, outcome.steps),
        violates: outcome.objections.map(({ property }) => property),
      };
    }
    executions++;
  }
  return {
    executions,
    steps,
    digest: digest.text(),
    lesson: strategy.lesson?.(),
    ...(violated === undefined ? {} : { violated }),
  };
}

/** The seed of one execution: the only source of its randomness. */
export function seedOfExecution(
  order: Order,
  { batch, execution }: { readonly batch: number; readonly execution: number },
): string {
  return `${order.seed}/${batch}/${execution}`;
}
