/**
 * Shrinks scenario, guest program and schedule together. A smaller scenario is kept if the same
 * property is violated in it by the schedule as far as that still fits, or by one of a bounded
 * number of schedules near it; a single schedule would hardly ever fit.
 *
 * The result is minimal under that many re-searches: no single operation, tick, page, block or
 * decision can be left out without the violation vanishing from all of them.
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
 * Schedules tried in a smaller scenario: few while most cuts succeed, many to be sure at the end. At
 * first, so few that schedules near the given one are not tried at all.
 */
export const RESEARCHES = { rough: 3, quick: 12, careful: 60, thorough: 120 } as const;

/**
 * Steps after which shrinking ends with what it has: half of all findings of the catalogue need less
 * than half of it to be shrunk to the end. With the project's engine it is a second or two on one core.
 */
export const SHRINKING_STEPS_MAX = 95_000;

export interface ShrinkOptions {
  readonly open: OpenSystem;
  /** Called after each improvement; shrinking ends early if it returns false. */
  readonly onProgress?: (finding: Finding) => boolean;
  /** Asked every few steps: whether there is no time for more. Nothing that is found hangs on it else. */
  readonly isLate?: (() => boolean) | undefined;
}

/** @returns a finding of the same property that is no larger, and usually far smaller */
export function shrink(finding: Finding, { open, onProgress, isLate }: ShrinkOptions): Finding {
  const budget: StepBudget = { left: SHRINKING_STEPS_MAX, isLate };
  const report = (smaller: Finding): void => {
    if (onProgress?.(smaller) === false) budget.left = 0;
  };
  const cut = (from: Finding, search: Partial<SearchOptions>): Finding =>
    cutScenario(from, { open, budget, researches: RESEARCHES.rough, ...search }, report);
  const lighten = (from: Finding, isRough: boolean): Finding =>
    shrinkSchedule(from, { open, budget, isRough, onLighter: report });

  // What can be had with few schedules first: then all that follows has less to try.
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
  const why = budget.left <= 0 ? 'enough steps have been spent on it' : 'the engine is slow';
  return {
    ...(minimalUnder === undefined ? {} : { minimalUnder }),
    ...(isSpent(budget) ? { cutShort: why } : {}),
  };
}

/** What has been tried in vain around a schedule: in which scenarios, and how often. */
class Memory {
  #around: Finding['steps'] | undefined;
  readonly #searches = new Map<string, number>();

  /** How many searches around it have been made in a scenario. */
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
  /** Without the schedules that are a little shorter than the given one. */
  readonly isRough?: boolean;
  readonly budget?: StepBudget;
  readonly memory?: Memory;
}

/**
 * Cuts until no cut succeeds any more. After one that does, the next thing is left out and not the
 * first again: what was needed a moment ago still is, as a rule.
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
    // Roughly is once through: what is left is for those who look more closely.
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
