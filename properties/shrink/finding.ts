/** A violation with everything that is needed to run into it again. */
import type { OpenSystem, System } from '../../impl/system.ts';
import type { Scenario } from '../../impl/scenario.ts';
import type { Decision } from '../../traces/trace-file.ts';
import type { Objection } from '../lockstep/objections.ts';
import type { Bench } from '../lockstep/execution.ts';
import { execute, makeBench } from '../lockstep/execution.ts';
import { Nondeterminism } from '../lockstep/nondeterminism.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { rankOf } from '../lockstep/property-id.ts';
import type { ScheduledStep } from '../lockstep/record-run.ts';
import { recordRun } from '../lockstep/record-run.ts';
import { makeDraw } from '../strategies/random-source.ts';
import { replayThreads } from '../strategies/replay-threads.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { FatalCall } from '../watch/fatal-call.ts';

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
}

/** Compared from left to right: events of the story, decisions, steps. */
export type Weight = readonly [events: number, decisions: number, steps: number];

/** Steps that may still be taken in search of something; whoever searches shares it. */
export interface StepBudget {
  left: number;
  /** Schedules that have been tried so far. */
  tried?: number;
}

/** Looks for violations in one scenario; made once, used for many schedules. */
export interface Prober {
  readonly system: System;
  /** What a run of this schedule shows, if it violates what is looked for and the budget lasts. */
  readonly probe: (strategy: Strategy, seed: string) => Finding | undefined;
}

/** What a prober looks for: a property, or it and all graver ones. */
export interface Wanted {
  readonly property: PropertyId;
  readonly orGraver: boolean;
  readonly budget?: StepBudget;
}

export function makeProber(open: OpenSystem, scenario: Scenario, wanted: Wanted): Prober {
  let events = 0;
  const budget = wanted.budget ?? { left: Infinity };
  const bench: Bench = makeBench(scenario, open, [
    countStoryEvents((count) => {
      events = count;
    }),
  ]);
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
    probe(strategy, seed) {
      if (budget.left <= 0) return undefined;
      const draw = makeDraw(seed);
      budget.tried = (budget.tried ?? 0) + 1;
      const outcome = execute(bench, strategy, draw);
      budget.left -= outcome.steps;
      if (!isWanted(outcome.objections)) return undefined;
      // Only what was found is worth writing down: the same run again, by its threads.
      const run = recordRun(bench, replayThreads(bench.schedule.slice()), draw);
      const { objections } = run.outcome;
      if (objections?.[0] === undefined) throw new Nondeterminism('a replay was clean');
      return {
        scenario,
        property: objections[0].property,
        objections,
        steps: run.steps,
        decisions: run.decisions,
        digest: bench.digest.text(),
        weight: [events, run.decisions.length, run.outcome.steps],
      };
    },
  };
}

export function isLighter(one: Weight, other: Weight): boolean {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (one[at] as number) < (other[at] as number);
}

/** Counts what a story would have to tell, from the end of the first setup on. */
function countStoryEvents(report: (count: number) => void): OracleMaker {
  return ({ ledger }) => {
    let count = 0;
    const event = (): void => {
      if (ledger.status === 'none' || ledger.status === 'setup') return;
      count++;
      report(count);
    };
    return {
      reset() {
        count = 0;
        report(0);
      },
      on: {
        ramblock_sync_dirty_bitmap: event,
        memory_region_sync_dirty: event,
        ram_take_dirty: event,
        ram_read_page: event,
        ram_save_page: event,
        vcpu_trap: event,
        vcpu_store: event,
        vcpu_load: event,
        device_store: event,
        device_log: event,
        runstate_set: event,
        migrate_set_state: event,
      },
    };
  };
}
