/** A violation with everything that is needed to run into it again. */
import type { OpenSystem, System } from '../../../impl/system.ts';
import type { Scenario } from '../../../impl/scenario.ts';
import type { Decision } from '../../../traces/trace-file.ts';
import type { Objection } from '../../judging/lockstep/objections.ts';
import type { Bench, Outcome } from '../../judging/execution/execution.ts';
import { execute, makeBench } from '../../judging/execution/execution.ts';
import { Nondeterminism } from '../../judging/execution/nondeterminism.ts';
import type { OracleMaker } from '../../judging/lockstep/court.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { rankOf } from '../../judging/lockstep/property-id.ts';
import type { ScheduledStep } from '../../judging/execution/record-run.ts';
import { recordRun } from '../../judging/execution/record-run.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { weighed } from '../mechanisms.ts';
import { replayThreads } from '../strategies/replay-threads.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import type { FatalCall } from '../../judging/execution/fatal-call.ts';

export interface Finding {
  readonly scenario: Scenario;
  readonly property: PropertyId;
  readonly steps: readonly ScheduledStep[];
  readonly decisions: readonly Decision[];
  /** Its own objection first; then what else was wrong at the same step. */
  readonly objections: readonly Objection[];
  readonly digest: string;
  /** The calls that do not come back, if that is what was found. */
  readonly fatalCalls?: readonly FatalCall[];
  /** How much there is to tell: fewer is smaller. */
  readonly weight: Weight;
  /** Schedules that were tried in vain in each smaller scenario, if all smaller ones were tried. */
  readonly minimalUnder?: number;
  /** Why not as many were tried as usually are, if so. */
  readonly cutShort?: string;
}

/** Compared from left to right: events of the story, decisions, steps. */
export type Weight = readonly [events: number, decisions: number, steps: number];

/** What may still be spent in search of something; whoever searches shares it. */
export interface StepBudget {
  /** Steps; to open a scenario costs as much as `STEPS_PER_OPENING` of them. */
  left: number;
  /** Schedules that have been tried so far. */
  tried?: number;
  /** Asked every few steps: whether there is no time for more, whatever is left. */
  readonly isLate?: (() => boolean) | undefined;
}

export function isSpent({ left, isLate }: StepBudget): boolean {
  return left <= 0 || isLate?.() === true;
}

/** Looks for violations in one scenario; made once, used for many schedules. */
export interface Prober {
  readonly system: System;
  /**
   * What a run of this schedule shows, if it violates what is looked for and the budget lasts.
   *
   * @param eventsMax - a run with more to tell is of no use, and is broken off
   */
  readonly probe: (strategy: Strategy, seed: string, eventsMax?: number) => Finding | undefined;
}

/** What a prober looks for: a property, or it and all graver ones. */
export interface Wanted {
  readonly property: PropertyId;
  readonly orGraver: boolean;
  readonly budget?: StepBudget;
}

/** What it takes to make a system and its judge, in steps of a run. */
const STEPS_PER_OPENING = 150;

export function makeProber(open: OpenSystem, scenario: Scenario, wanted: Wanted): Prober {
  const budget = wanted.budget ?? { left: Infinity };
  const meter: Meter = { events: 0, steps: 0, eventsMax: Infinity, isLate: budget.isLate };
  budget.left -= STEPS_PER_OPENING;
  const bench: Bench = makeBench(scenario, open, [metering(meter)]);
  bench.judge.judgeUpTo(wanted.property);
  const isWanted = (objections: readonly Objection[] | undefined): boolean => {
    const property = objections?.[0]?.property;
    if (property === undefined) return false;
    // A run that deadlocks or crashes ends there, whatever was asked for.
    return wanted.orGraver
      ? rankOf(property) <= rankOf(wanted.property)
      : property === wanted.property;
  };

  return {
    system: bench.system,
    probe(strategy, seed, eventsMax = Infinity) {
      if (isSpent(budget)) return undefined;
      const draw = makeDraw(seed);
      budget.tried = (budget.tried ?? 0) + 1;
      meter.eventsMax = eventsMax;
      const outcome = executeMetered(bench, strategy, draw);
      budget.left -= meter.steps;
      if (outcome === undefined) return undefined;
      if (!isWanted(outcome.objections)) return undefined;
      // Only what was found is worth writing down: the same run again, by its threads.
      meter.isLate = undefined;
      const run = recordRun(bench, replayThreads(bench.schedule.slice()), draw);
      meter.isLate = budget.isLate;
      const { objections } = run.outcome;
      if (objections?.[0] === undefined) throw new Nondeterminism('a replay was clean');
      return {
        scenario,
        property: objections[0].property,
        objections,
        steps: run.steps,
        decisions: run.decisions,
        digest: bench.digest.text(),
        weight: [meter.events, run.decisions.length, run.outcome.steps],
      };
    },
  };
}

export function isLighter(one: Weight, other: Weight): boolean {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (one[at] as number) < (other[at] as number);
}

/** Thrown to leave a run that need not go on. */
const BROKEN_OFF = new Error('a run that is of no use');

/** @returns `undefined` if it was broken off */
function executeMetered(bench: Bench, strategy: Strategy, draw: Draw): Outcome | undefined {
  try {
    return execute(bench, strategy, draw);
  } catch (error) {
    if (error !== BROKEN_OFF) throw error;
    return undefined;
  }
}

/** What a run has taken so far, and what it may take. */
interface Meter {
  /** That a story would have to tell, from the end of the first setup on. */
  events: number;
  steps: number;
  eventsMax: number;
  isLate: (() => boolean) | undefined;
}

/** Every so many steps the clock is looked at, if anybody wants that. */
const STEPS_PER_LOOK = 8;

/** @throws BROKEN_OFF where a run exceeds what it may take */
function metering(meter: Meter): OracleMaker {
  return ({ ledger }) => {
    const event = (): void => {
      if (ledger.status === 'none' || ledger.status === 'setup') return;
      if (++meter.events > meter.eventsMax) throw BROKEN_OFF;
    };
    return {
      reset() {
        meter.events = 0;
        meter.steps = 0;
      },
      step() {
        if (++meter.steps % STEPS_PER_LOOK === 0 && meter.isLate?.() === true) throw BROKEN_OFF;
      },
      on: Object.fromEntries(weighed.map((name) => [name, event])),
    };
  };
}
