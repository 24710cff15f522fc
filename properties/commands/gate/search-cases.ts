/** The stages that search: the fixed seeds, the coverage of the model, and the fresh seed. */
import { whyUnseen } from '../../running/campaign/why-unseen.ts';
import { describeCoverage, measureCoverage } from '../../running/campaign/check-coverage.ts';
import { amount } from '../../terminal/amount.ts';
import type { CheckPlanFlags } from '../plans/check-plan.ts';
import { makePlan } from '../plans/check-plan.ts';
import type { Searched } from '../../running/campaign/search.ts';
import { search } from '../../running/campaign/search.ts';
import { consentFor } from '../../running/replay/consent.ts';
import { resumeLine } from '../../terminal/what-to-type.ts';
import { cutShort } from './budget.ts';
import type { GatePlan, GateState } from './gate-plan.ts';
import type { CaseStatus, GateCase } from './gate-report.ts';

/** The first seed finds every bug of the catalogue; both together reach every situation several times. */
export const FIXED_SEEDS = ['gate-1', 'gate-2'] as const;
export const RUNS_OF_FIXED_SEED = 25_000;
/** This many executions visit a little more of the configuration than is required. */
const COVERAGE = { coverage: 'one-record', coverageMin: 5, runs: 30_000 };

/** Runs the fixed seeds up to the first one that finds a violation. */
export async function fixedSeedCases(
  plan: GatePlan,
  state: GateState,
): Promise<readonly GateCase[]> {
  const cases: GateCase[] = [];
  for (const seed of FIXED_SEEDS) {
    const runs = plan.runs ?? RUNS_OF_FIXED_SEED;
    const { result, ...one } = await searchCase(plan, state, { seed, runs });
    cases.push({ ...one, note: `${one.note}, digest ${result.digest}` });
    if (one.status === 'violated' || state.budget.signal.aborted) break;
  }
  const note = 'not run: the previous seed ended the stage';
  const left = FIXED_SEEDS.slice(cases.length);
  return [
    ...cases,
    ...left.map((name) => ({ name, status: 'skipped', note, seconds: 0 }) as const),
  ];
}

/** The coverage depends on the seed alone, so the threshold is met either always or never. */
export async function coverageCases(
  plan: GatePlan,
  state: GateState,
): Promise<readonly GateCase[]> {
  const flags = { ...COVERAGE, runs: plan.runs ?? COVERAGE.runs };
  const { result, goal, ...one } = await searchCase(plan, state, { seed: 'gate', ...flags });
  if (one.status !== 'passed') return [one];
  if (goal === undefined)
    return [{ ...one, status: 'incomplete', note: 'no coverage was measured' }];
  const coverage = measureCoverage(goal, result.visited);
  return [
    {
      ...one,
      name: coverage.configuration,
      note: describeCoverage(coverage),
      status: statusOfCoverage(coverage.isEnough, plan.runs),
    },
  ];
}

/** With fewer executions than usual, the coverage is reported but not required. */
function statusOfCoverage(isEnough: boolean, runs: number | undefined): CaseStatus {
  if (isEnough) return 'passed';
  return runs === undefined ? 'incomplete' : 'skipped';
}

/** Searches until the budget is used up, which counts as passed. */
export async function freshSeedCases(
  plan: GatePlan,
  state: GateState,
): Promise<readonly GateCase[]> {
  const time = Math.max(1, state.budget.end - performance.now());
  const flags = {
    seed: plan.origin.seed,
    time,
    ...(plan.runs === undefined ? {} : { runs: plan.runs }),
  };
  const unending = { ...state, budget: { ...state.budget, signal: plan.signal } };
  const { result: _, ...one } = await searchCase(plan, unending, flags);
  return [one];
}

interface SearchCase extends GateCase {
  readonly result: Searched['result'];
  readonly goal: Awaited<ReturnType<typeof makePlan>>['goal'];
}

async function searchCase(
  { bug, without, jobs, signal: interrupt, show, isLeftAsFound }: GatePlan,
  { searches, budget: { signal } }: GateState,
  flags: CheckPlanFlags & { readonly seed: string },
): Promise<SearchCase> {
  const plan = { ...(await makePlan(flags)), bug };
  const judged = { without };
  const how = { judged, isLeftAsFound };
  const options = { jobs, signal, ...how, out: undefined, title: flags.seed };
  const searched = await search(plan, options);
  searches.push(searched);
  const { result, violation, file } = searched;
  const { executions, steps, seconds, isInterrupted } = result;
  const rate = Math.round(steps / Math.max(seconds, 0.001)).toLocaleString('en');
  const done = amount(executions, 'execution');
  const common = { name: flags.seed, seconds, result, goal: plan.goal };
  if (violation !== undefined) {
    const note = `${violation.property}: ${violation.what} (${done})`;
    return { ...common, status: 'violated', note, violation: await show(violation) };
  }
  const why = whyUnseen(result.judged, []);
  if (!isInterrupted && why !== undefined)
    return { ...common, status: 'incomplete', note: `${why} (${done})` };
  if (!isInterrupted) return { ...common, status: 'passed', note: `${done}, ${rate} steps/s` };
  const onward =
    file === undefined ? '' : `; to go on: ${resumeLine('check --', file, consentFor({ bug }))}`;
  const { status, note } = cutShort(interrupt);
  return { ...common, status, note: `${note} after ${done}${onward}` };
}
