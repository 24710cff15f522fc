/**
 * Shrinks scenario, guest program and schedule together. A smaller scenario is kept if the same property is
 * violated in it, either by the old schedule as far as it still fits, or by one of a bounded number of
 * schedules near it; the old schedule alone would hardly ever fit.
 *
 * The result is minimal under that number of re-searches: if any single operation, tick, page, block or
 * decision is left out, none of them finds the violation.
 */
import type { Scenario } from '../../../impl/scenario.ts';
import type { OpenSystem } from '../../../impl/system.ts';
import { isStorable } from '../../../traces/scenario-schema.ts';
import { random } from '../strategies/random.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import type { Finding, StepBudget } from './finding.ts';
import { isSpent, makeProber } from './finding.ts';
import { followHint } from './follow-hint.ts';
import { nearbySchedules } from './nearby-schedules.ts';
import { shrinkSchedule } from './shrink-schedule.ts';
import { smallerScenarios } from './smaller-scenarios.ts';

/**
 * Schedules tried in a smaller scenario: few while most cuts succeed, many at the end to be sure. In the
 * rough phase, the slightly shorter schedules are not tried at all.
 */
export const RESEARCHES = { rough: 3, quick: 12, careful: 60, thorough: 120 } as const;

/**
 * Steps after which shrinking ends with the smallest finding so far. Half of the catalogue's findings need
 * less than half of them to shrink completely. With the project's engine they take a second or two on one
 * core.
 */
const SHRINKING_STEPS_MAX = 95_000;

export interface ShrinkOptions {
  readonly open: OpenSystem;
  /** Called after each improvement; shrinking ends early if it returns false. */
  readonly onProgress?: (finding: Finding) => boolean;
  /** Whether time is up; called every few steps. It does not affect the result in any other way. */
  readonly isLate?: (() => boolean) | undefined;
}

/** @returns a finding of the same property that is not larger, and usually much smaller */
export function shrink(finding: Finding, { open, onProgress, isLate }: ShrinkOptions): Finding {
  const budget: StepBudget = { left: SHRINKING_STEPS_MAX, isLate };
  const report = (smaller: Finding): void => {
    if (onProgress?.(smaller) === false) budget.left = 0;
  };
  const cut = (from: Finding, search: Partial<SearchOptions>): Finding =>
    cutScenario(from, { open, budget, researches: RESEARCHES.rough, ...search }, report);
  const lighten = (from: Finding, isRough: boolean): Finding =>
    shrinkSchedule(from, { open, budget, isRough, onLighter: report });

  // First the cuts that need few schedules, so that all later passes have less to try.
  let smallest = lighten(cut(finding, { isRough: true }), true);
  for (;;) {
    const smaller = cut(smallest, { isRough: true });
    if (smaller === smallest) break;
    smallest = lighten(smaller, true);
  }
  smallest = lighten(smallest, false);
  let minimalUnder: number | undefined;
  const memory = new Memory();
  for (const researches of [RESEARCHES.quick, RESEARCHES.careful, RESEARCHES.thorough]) {
    for (;;) {
      const smaller = cut(smallest, { researches, memory });
      if (smaller === smallest) break;
      smallest = lighten(smaller, false);
      minimalUnder = undefined;
    }
    if (isSpent(budget)) break;
    minimalUnder = researches;
  }
  return { ...smallest, ...outcomeOf(budget, minimalUnder) };
}

function outcomeOf(
  budget: StepBudget,
  minimalUnder: number | undefined,
): Pick<Finding, 'minimalUnder' | 'cutShort'> {
  const why = budget.left <= 0 ? 'the budget of steps is used up' : 'the engine is slow';
  return {
    ...(minimalUnder === undefined ? {} : { minimalUnder }),
    ...(isSpent(budget) ? { cutShort: why } : {}),
  };
}

/** Remembers how many searches around a schedule found nothing, for each scenario. */
class Memory {
  #around: Finding['steps'] | undefined;
  readonly #searches = new Map<string, number>();

  /** The number of searches around the finding's schedule that were made in a scenario. */
  searchesOf(scenario: Scenario, { steps }: Pick<Finding, 'steps'>): number {
    if (steps !== this.#around) this.#searches.clear();
    this.#around = steps;
    return this.#searches.get(JSON.stringify(scenario)) ?? 0;
  }

  note(scenario: Scenario, searches: number): void {
    this.#searches.set(JSON.stringify(scenario), searches);
  }
}

export interface SearchOptions {
  readonly open: OpenSystem;
  /** Schedules to try in each scenario. */
  readonly researches: number;
  /** Skip the schedules that are slightly shorter than the given one. */
  readonly isRough?: boolean;
  readonly budget?: StepBudget;
  readonly memory?: Memory;
}

/**
 * Cuts until no cut succeeds any more. After a cut that succeeds it continues with the next one instead of
 * starting over, since what was needed a moment ago usually still is.
 */
function cutScenario(
  finding: Finding,
  search: SearchOptions & { readonly budget: StepBudget },
  report: (smaller: Finding) => void,
): Finding {
  let smallest = finding;
  let smaller = [...candidates(smallest)];
  let at = 0;
  for (let inVain = 0; inVain < smaller.length && !isSpent(search.budget); inVain++) {
    // A rough search goes through the cuts once; the thorough searches do the rest.
    if (at >= smaller.length && search.isRough === true) break;
    at %= smaller.length;
    const found = searchNear(smaller[at] as Scenario, smallest, search);
    if (found === undefined) {
      at++;
      continue;
    }
    report(found);
    smallest = found;
    smaller = [...candidates(smallest)];
    inVain = -1;
  }
  return smallest;
}

/** The smaller scenarios to try in place of a finding's; only those that a trace can store. */
export function* candidates(finding: Pick<Finding, 'scenario' | 'weight'>): Generator<Scenario> {
  for (const scenario of proposals(finding)) if (isStorable(scenario)) yield scenario;
}

function* proposals({
  scenario,
  weight: [, , steps],
}: Pick<Finding, 'scenario' | 'weight'>): Generator<Scenario> {
  // If the violation is in the drain, fewer steps by the strategy may be enough.
  if (steps > scenario.stepsMax)
    yield { ...scenario, stepsMax: Math.max(1, Math.floor(scenario.stepsMax / 2)) };
  yield* smallerScenarios(scenario);
}

/** Looks for the finding's violation in another scenario, by the finding's schedule and by ones near it. */
export function searchNear(
  scenario: Scenario,
  finding: Pick<Finding, 'property' | 'steps'>,
  { open, researches, isRough = false, memory, budget }: SearchOptions,
): Finding | undefined {
  const { property, steps } = finding;
  const searched = memory?.searchesOf(scenario, finding) ?? 0;
  if (searched >= researches) return undefined;
  const wanted = { property, orGraver: false, ...(budget === undefined ? {} : { budget }) };
  const prober = makeProber(open, scenario, wanted);
  if (searched === 0) {
    const found = prober.probe(followHint(steps), 'hint');
    if (found !== undefined) return found;
    for (const schedule of isRough ? [] : nearbySchedules(steps)) {
      const other = prober.probe(followHint(schedule), 'hint');
      if (other !== undefined) return other;
    }
  }
  const near: readonly Strategy[] = [followHint(steps, 5), followHint(steps, 20), random()];
  for (let search = searched; search < researches; search++) {
    const strategy = near[search % near.length] as Strategy;
    const other = prober.probe(strategy, `near ${search}`);
    if (other !== undefined) return other;
  }
  memory?.note(scenario, researches);
  return undefined;
}
