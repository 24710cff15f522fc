/** A violation with everything that is needed to reproduce it. */
import type { OpenSystem, System } from '../../../impl/system.ts';
import type { Scenario } from '../../../impl/scenario.ts';
import type { Decision } from '../../../traces/trace-file.ts';
import type { Objection } from '../../judging/lockstep/objections.ts';
import type { Lockstep, Outcome } from '../../judging/execution/execution.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import { Nondeterminism } from '../../judging/execution/nondeterminism.ts';
import type { OracleMaker } from '../../judging/lockstep/oracle-context.ts';
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
  /** The objection of `property` first, then the others at the same step. */
  readonly objections: readonly Objection[];
  readonly digest: string;
  /** The calls that never return, if that is the violation. */
  readonly fatalCalls?: readonly FatalCall[];
  /** How much there is to tell: less is better. */
  readonly weight: Weight;
  /** How many schedules found nothing in each smaller scenario; absent unless all of those were tried. */
  readonly minimalUnder?: number;
  /** Why fewer schedules than usual were tried, if so. */
  readonly cutShort?: string;
}

/** Compared from left to right: events of the story, decisions, steps. */
export type Weight = readonly [events: number, decisions: number, steps: number];

/** What a search may still spend; all probers of the search share it. */
export interface StepBudget {
  /** Steps left; opening a scenario costs `STEPS_PER_OPENING` of them. */
  left: number;
  /** Number of schedules tried so far. */
  tried?: number;
  /** Whether time is up, however many steps are left; called every few steps. */
  readonly isLate?: (() => boolean) | undefined;
}

export function isSpent({ left, isLate }: StepBudget): boolean {
  return left <= 0 || isLate?.() === true;
}

/** Looks for violations in one scenario; is made once and used for many schedules. */
export interface Prober {
  readonly system: System;
  /**
   * Runs a schedule.
   *
   * @param eventsMax - a run with more events to tell is of no use, and is broken off
   * @returns the finding, if the run violates what is looked for and the budget lasts
   */
  readonly probe: (strategy: Strategy, seed: string, eventsMax?: number) => Finding | undefined;
}

/** What a prober looks for: a property, or that property and all graver ones. */
export interface Wanted {
  readonly property: PropertyId;
  readonly orGraver: boolean;
  readonly budget?: StepBudget;
}

/** The cost of making a system and its judge, in steps of a run. */
const STEPS_PER_OPENING = 150;

export function makeProber(open: OpenSystem, scenario: Scenario, wanted: Wanted): Prober {
  const budget = wanted.budget ?? { left: Infinity };
  const meter: Meter = { events: 0, steps: 0, eventsMax: Infinity, isLate: budget.isLate };
  budget.left -= STEPS_PER_OPENING;
  const lockstep: Lockstep = makeLockstep(scenario, open, [metering(meter)]);
  lockstep.judge.judgeUpTo(wanted.property);
  const isWanted = (objections: readonly Objection[] | undefined): boolean => {
    const property = objections?.[0]?.property;
    if (property === undefined) return false;
    // A run that deadlocks or crashes ends there, whichever property is wanted.
    return wanted.orGraver
      ? rankOf(property) <= rankOf(wanted.property)
      : property === wanted.property;
  };

  return {
    system: lockstep.system,
    probe(strategy, seed, eventsMax = Infinity) {
      if (isSpent(budget)) return undefined;
      const draw = makeDraw(seed);
      budget.tried = (budget.tried ?? 0) + 1;
      meter.eventsMax = eventsMax;
      const outcome = executeMetered(lockstep, strategy, draw);
      budget.left -= meter.steps;
      if (outcome === undefined) return undefined;
      if (!isWanted(outcome.objections)) return undefined;
      // Recording is slow, so only a finding is recorded: its run is repeated, thread by thread.
      meter.isLate = undefined;
      const run = recordRun(lockstep, replayThreads(lockstep.schedule.slice()), draw);
      meter.isLate = budget.isLate;
      const { objections } = run.outcome;
      if (objections?.[0] === undefined) throw new Nondeterminism('a replay was clean');
      return {
        scenario,
        property: objections[0].property,
        objections,
        steps: run.steps,
        decisions: run.decisions,
        digest: lockstep.digest.text(),
        weight: [meter.events, run.decisions.length, run.outcome.steps],
      };
    },
  };
}

export function isLighter(one: Weight, other: Weight): boolean {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (one[at] as number) < (other[at] as number);
}

/** Thrown to break off a run that is of no use. */
const BROKEN_OFF = new Error('a run that is of no use');

/** @returns `undefined` if the run was broken off */
function executeMetered(lockstep: Lockstep, strategy: Strategy, draw: Draw): Outcome | undefined {
  try {
    return execute(lockstep, strategy, draw);
  } catch (error) {
    if (error !== BROKEN_OFF) throw error;
    return undefined;
  }
}

/** What a run has used so far, and what it may use. */
interface Meter {
  /** Events that a story would have to tell, outside setup. */
  events: number;
  steps: number;
  eventsMax: number;
  isLate: (() => boolean) | undefined;
}

/** Steps between two calls of `isLate`. */
const STEPS_PER_LOOK = 8;

/** Makes an observer that throws BROKEN_OFF when a run exceeds what it may use. */
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
