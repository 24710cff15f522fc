/** One scenario and all its schedules: the unit of work that a campaign hands out. */
import type { OpenSystem } from '../../impl/system.ts';
import { executeTwice } from '../lockstep/double-check.ts';
import { makeDigest } from '../lockstep/digest.ts';
import type { Outcome } from '../lockstep/execution.ts';
import { execute, makeBench } from '../lockstep/execution.ts';
import { scenarioNumber } from '../scenarios/families.ts';
import { observeSometimes, sometimesIds } from '../sometimes/sometimes.ts';
import type { Draw } from '../strategies/random-source.ts';
import { makeDraw } from '../strategies/random-source.ts';
import { makeStrategy } from '../strategies/strategies.ts';

/** What a campaign runs: with the number of a batch, everything that the batch depends on. */
export interface Order {
  readonly seed: string;
  /** A family of scenarios, or `mixed`. */
  readonly scenario: string;
  readonly strategy: string;
}

export interface BatchResult {
  readonly number: number;
  /** Executions up to the violating one, or all. */
  readonly executions: number;
  readonly steps: number;
  readonly digest: string;
  /** Positions in `sometimesIds` of what has been seen. */
  readonly reached: readonly number[];
  /** The violating execution, counted from 0. */
  readonly violated?: number;
}

export const SCHEDULES_PER_SCENARIO = 50;

/** Every so many executions, one is run twice. */
const DOUBLE_CHECK_EVERY = 25;

/** @param executionsMax - fewer than `SCHEDULES_PER_SCENARIO` where a campaign is to end */
export function runBatch(
  open: OpenSystem,
  order: Order,
  number: number,
  executionsMax: number = SCHEDULES_PER_SCENARIO,
): BatchResult {
  const scenario = scenarioNumber(number, order.scenario, order.seed);
  const reached = new Uint8Array(sometimesIds.length);
  const bench = makeBench(scenario, open, observeSometimes(reached));
  const strategy = makeStrategy(order.strategy);
  const digest = makeDigest();
  digest.addText(JSON.stringify(scenario));
  let steps = 0;
  let executions = 0;
  let violated: number | undefined;
  while (executions < executionsMax && violated === undefined) {
    const place = { batch: number, execution: executions };
    const draw = (): Draw => makeDraw(seedOfExecution(order, place));
    const outcome: Outcome =
      executions % DOUBLE_CHECK_EVERY === 0
        ? executeTwice(bench, strategy, draw)
        : execute(bench, strategy, draw());
    steps += outcome.steps;
    digest.addText(bench.digest.text());
    if (outcome.objections !== undefined) {
      digest.addText(outcome.objections[0]?.property ?? '');
      violated = executions;
    }
    executions++;
  }
  return {
    number,
    executions,
    steps,
    digest: digest.text(),
    reached: sometimesIds.flatMap((_, position) => (reached[position] === 1 ? [position] : [])),
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
