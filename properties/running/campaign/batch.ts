/** One scenario and all its schedules: the unit of work that a campaign hands out. */
import type { OpenSystem } from '../../../impl/system.ts';
import { pageTransitions } from '../../searching/coverage/page-transitions.ts';
import type { Visits } from '../../searching/coverage/visits.ts';
import { executeTwice } from '../../judging/execution/double-check.ts';
import { makeDigest } from '../../judging/execution/digest.ts';
import type { JudgedProperties } from '../../judging/lockstep/judged-properties.ts';
import { ALL_PROPERTIES } from '../../judging/lockstep/judged-properties.ts';
import type { Outcome } from '../../judging/execution/execution.ts';
import { execute, makeBench } from '../../judging/execution/execution.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { judgedBy, watchArrival } from '../../judging/oracles/observe-judged.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';
import { observeSometimes } from '../../judging/sometimes/observe-sometimes.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import type { Lesson } from '../../searching/strategies/mix.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { feedsOnNovelty, makeStrategy } from '../../searching/strategies/strategies.ts';

/** What a campaign runs: with the number of a batch, everything that the batch depends on. */
export interface Order {
  readonly seed: string;
  /** A family of scenarios, or `mixed`. */
  readonly scenario: string;
  readonly strategy: string;
}

export interface BatchOptions {
  /** Fewer than `SCHEDULES_PER_SCENARIO` where a campaign is to end. */
  readonly executionsMax?: number;
  /** What a mix is told of how its strategies have done in earlier batches. */
  readonly told?: Lesson | undefined;
  /** Notes which states of a configuration are visited. */
  readonly visits?: Visits | undefined;
  /** All, if left out. */
  readonly judged?: JudgedProperties | undefined;
}

export interface BatchResult {
  readonly number: number;
  /** Executions up to the violating one, or all. */
  readonly executions: number;
  readonly steps: number;
  readonly digest: string;
  /** Positions in `sometimesIds` of what has been seen. */
  readonly reached: readonly number[];
  /** The properties that have had something to judge. */
  readonly judged: readonly PropertyId[];
  /** What a mix has learned. */
  readonly lesson?: Lesson | undefined;
  /** What `visits` has noted for the first time. */
  readonly visited?: Int32Array | undefined;
  readonly violated?: ViolatingExecution;
}

export interface ViolatingExecution {
  /** Counted from 0. */
  readonly execution: number;
  /** The threads that took its steps: whatever its strategy had learned by then, that repeats it. */
  readonly schedule: Uint8Array;
  /** What was violated at its last step, the gravest first. */
  readonly violates: readonly PropertyId[];
}

/**
 * Few: which bugs can show at all depends on the scenario far more than on the schedule, and to make
 * a scenario costs about as much as four executions.
 */
export const SCHEDULES_PER_SCENARIO = 10;

/** Every so many executions, one is run twice. */
const DOUBLE_CHECK_EVERY = 25;

export function runBatch(
  open: OpenSystem,
  order: Order,
  number: number,
  options: BatchOptions = {},
): BatchResult {
  const { executionsMax = SCHEDULES_PER_SCENARIO, told, visits, judged = ALL_PROPERTIES } = options;
  const scenario = scenarioNumber(number, order.scenario, order.seed);
  const reached = new Uint8Array(sometimesIds.length);
  const arrival = watchArrival();
  const shown = feedsOnNovelty(order.strategy) ? pageTransitions() : undefined;
  const observers = [
    ...observeSometimes(reached),
    arrival.observer,
    ...(shown === undefined ? [] : [shown.observer]),
    ...(visits === undefined ? [] : [visits.observer]),
  ];
  const bench = makeBench(scenario, open, observers, judged);
  const strategy = makeStrategy(order.strategy, told);
  const digest = makeDigest();
  digest.addText(JSON.stringify(scenario));
  let steps = 0;
  let executions = 0;
  let violated: ViolatingExecution | undefined;
  while (executions < executionsMax && violated === undefined) {
    const place = { batch: number, execution: executions };
    const draw = (): Draw => makeDraw(seedOfExecution(order, place));
    const isCheckedTwice =
      (number * SCHEDULES_PER_SCENARIO + executions) % DOUBLE_CHECK_EVERY === 0;
    const outcome: Outcome = isCheckedTwice
      ? executeTwice(bench, strategy, draw)
      : execute(bench, strategy, draw());
    steps += outcome.steps;
    digest.addText(bench.digest.text());
    strategy.learn?.({
      schedule: bench.schedule,
      decided: outcome.decided,
      novelty: shown?.takeNovelty() ?? 0,
    });
    if (outcome.objections !== undefined) {
      digest.addText(outcome.objections[0]?.property ?? '');
      violated = {
        execution: executions,
        schedule: bench.schedule.slice(0, outcome.steps),
        violates: outcome.objections.map(({ property }) => property),
      };
    }
    executions++;
  }
  return {
    number,
    executions,
    steps,
    digest: digest.text(),
    reached: sometimesIds.flatMap((_, position) => (reached[position] === 1 ? [position] : [])),
    judged: judgedBy(bench, arrival),
    lesson: strategy.lesson?.(),
    visited: visits?.takeNew(),
    ...(violated === undefined ? {} : { violated }),
  };
}

/** All chance of one execution comes from this. */
export function seedOfExecution(
  order: Order,
  { batch, execution }: { readonly batch: number; readonly execution: number },
): string {
  return `${order.seed}/${batch}/${execution}`;
}
