/**
 * Shrinks scenario, guest program and schedule together. A smaller scenario is kept if the same
 * property is violated in it by the schedule as far as that still fits, or by one of a bounded
 * number of schedules near it; a single schedule would hardly ever fit.
 *
 * The result is minimal under that many re-searches: no single operation, tick, page, block or
 * decision can be left out without the violation vanishing from all of them.
 */
import type { Scenario } from '../../impl/scenario.ts';
import type { OpenSystem } from '../../impl/system.ts';
import { isStorable } from '../../traces/scenario-schema.ts';
import { random } from '../strategies/random.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { Finding, StepBudget } from './finding.ts';
import { makeProber } from './finding.ts';
import { followHint } from './follow-hint.ts';
import { nearbySchedules } from './nearby-schedules.ts';
import { shrinkSchedule } from './shrink-schedule.ts';
import { smallerScenarios } from './smaller-scenarios.ts';

/** Schedules tried in a smaller scenario: few while most cuts succeed, many to be sure at the end. */
export const RESEARCHES = { quick: 12, thorough: 240 } as const;

/** Steps after which shrinking ends with what it has: ten times what any real bug has needed. */
const STEPS_MAX = 30_000_000;

export interface ShrinkOptions {
  readonly open: OpenSystem;
  /** Called after each improvement; shrinking ends early if it returns false. */
  readonly onProgress?: (finding: Finding) => boolean;
}

/** @returns a finding of the same property that is no larger, and usually far smaller */
export function shrink(finding: Finding, options: ShrinkOptions): Finding {
  const budget: StepBudget = { left: STEPS_MAX };
  const search = { open: options.open, budget };
  let smallest = finding;
  for (const researches of [RESEARCHES.quick, RESEARCHES.thorough]) {
    for (;;) {
      const smaller = cutScenario(smallest, { ...search, researches });
      const lighter = shrinkSchedule(smaller, options.open, budget);
      if (options.onProgress?.(lighter) === false) return lighter;
      const isDone = smaller === smallest;
      smallest = lighter;
      if (isDone) break;
    }
  }
  return budget.left > 0 ? { ...smallest, minimalUnder: RESEARCHES.thorough } : smallest;
}

export interface SearchOptions {
  readonly open: OpenSystem;
  /** Schedules to try in each scenario. */
  readonly researches: number;
  readonly budget?: StepBudget;
}

/** Cuts as long as any cut succeeds. */
function cutScenario(finding: Finding, search: SearchOptions): Finding {
  let smallest = finding;
  for (;;) {
    const smaller = firstCut(smallest, search);
    if (smaller === undefined) return smallest;
    smallest = smaller;
  }
}

function firstCut(finding: Finding, search: SearchOptions): Finding | undefined {
  for (const scenario of candidates(finding)) {
    const found = searchNear(scenario, finding, search);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What is tried in place of a finding's scenario: only what a trace could store is worth finding. */
export function* candidates(finding: Pick<Finding, 'scenario' | 'weight'>): Generator<Scenario> {
  for (const scenario of proposals(finding)) if (isStorable(scenario)) yield scenario;
}

function* proposals({
  scenario,
  weight: [, , steps],
}: Pick<Finding, 'scenario' | 'weight'>): Generator<Scenario> {
  // Of a violation in the drain, the strategy's part is what may be shorter.
  if (steps > scenario.stepsMax)
    yield { ...scenario, stepsMax: Math.max(1, Math.floor(scenario.stepsMax / 2)) };
  yield* smallerScenarios(scenario);
}

/** Looks for the finding's violation in another scenario, by its schedule and by ones near it. */
export function searchNear(
  scenario: Scenario,
  { property, steps }: Pick<Finding, 'property' | 'steps'>,
  { open, researches, ...budget }: SearchOptions,
): Finding | undefined {
  const prober = makeProber(open, scenario, { property, orGraver: false, ...budget });
  const near: readonly Strategy[] = [followHint(steps, 5), followHint(steps, 20), random()];
  const found = prober.probe(followHint(steps), 'hint');
  if (found !== undefined) return found;
  for (const schedule of nearbySchedules(steps)) {
    const other = prober.probe(followHint(schedule), 'hint');
    if (other !== undefined) return other;
  }
  for (let search = 0; search < researches; search++) {
    const strategy = near[search % near.length] as Strategy;
    const other = prober.probe(strategy, `near ${search}`);
    if (other !== undefined) return other;
  }
  return undefined;
}
