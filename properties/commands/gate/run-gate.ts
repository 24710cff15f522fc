/**
 * The gate: the regressions, fixed seeds, the coverage of the model, the bugs that the judge must notice,
 * and then a fresh seed for the rest of the budget. What does not fit into the budget is incomplete. The
 * first stage with a violation is the last one: later stages would find the same, and a red gate should
 * be red soon.
 */
import { printable } from '../../../traces/printable.ts';
import type { CampaignResult } from '../../running/campaign/campaign.ts';
import { propertyNames } from '../../judging/oracles/properties.ts';
import { beginBudget, cutShort } from './budget.ts';
import type { GatePlan, GateState } from './gate-plan.ts';
import type { GateCase, GateReport, GateSection } from './gate-report.ts';
import { casesOf, verdictOf } from './gate-report.ts';
import { catalogueCases } from './hunt-catalogue.ts';
import { propertyCases, situationCases } from './property-cases.ts';
import { regressionCases } from './regression-cases.ts';
import { coverageCases, fixedSeedCases, freshSeedCases } from './search-cases.ts';

interface Stage {
  readonly id: string;
  readonly title: string;
  readonly run: (plan: GatePlan, state: GateState) => Promise<readonly GateCase[]>;
}

const stages: readonly Stage[] = [
  { id: 'regressions', title: 'Regressions', run: regressionCases },
  { id: 'seeds', title: 'Fixed seeds', run: fixedSeedCases },
  { id: 'coverage', title: 'Coverage of the model', run: coverageCases },
  { id: 'catalogue', title: 'Bugs that must be noticed', run: catalogueCases },
  { id: 'fresh', title: 'Fresh seed', run: freshSeedCases },
];

/** @param listen - called after each stage with the report so far */
export async function runGate(
  plan: GatePlan,
  listen: (report: GateReport) => void,
): Promise<GateReport> {
  const startedAt = performance.now();
  const sections: GateSection[] = [];
  const state: GateState = { searches: [], budget: beginBudget(plan.budgetMs, plan.signal) };
  const reportNow = (): GateReport =>
    reportOn(plan, { state, sections, seconds: (performance.now() - startedAt) / 1000 });

  for (const { id, title, run } of stages) {
    const why = whyLeftOut(plan, state, sections);
    const cases = why === undefined ? await run(plan, state) : [leftOut(title, why)];
    sections.push({ id, title, cases });
    listen(reportNow());
  }
  return reportNow();
}

function whyLeftOut(
  { signal }: GatePlan,
  { budget }: GateState,
  sections: readonly GateSection[],
): WhyLeftOut | undefined {
  if (!signal.aborted && casesOf(sections).some(({ status }) => status === 'violated'))
    return { status: 'skipped', note: 'a property is already violated' };
  return budget.signal.aborted ? cutShort(signal) : undefined;
}

type WhyLeftOut = Pick<GateCase, 'status' | 'note'>;

function leftOut(title: string, { status, note }: WhyLeftOut): GateCase {
  return { name: title, status, note: `not run: ${note}`, seconds: 0 };
}

interface Standing {
  readonly state: GateState;
  readonly sections: readonly GateSection[];
  readonly seconds: number;
}

function reportOn(plan: GatePlan, { state, sections, seconds }: Standing): GateReport {
  const { bug, without, made, origin, signal } = plan;
  const all: readonly GateSection[] = [
    ...sections,
    { id: 'properties', title: 'Properties', cases: propertyCases(plan, state, sections) },
    {
      id: 'situations',
      title: 'Situations that must be reached',
      cases: situationCases(plan, state, sections),
    },
  ];
  const results = state.searches.map(({ result }) => result);
  // A search that found something spends time on shrinking, which does not count as executions.
  const clean = results.filter(({ finding }) => finding === undefined);
  const isOver = sections.length === stages.length;
  return {
    verdict: verdictOf(all, signal.aborted || !isOver),
    isInterrupted: signal.aborted,
    subject: subjectOf({ bug, without }),
    made,
    origin: origin.says,
    seconds,
    executions: total(results, 'executions'),
    steps: total(results, 'steps'),
    stepsPerSecond:
      clean.length === 0 ? undefined : Math.round(total(clean, 'steps') / total(clean, 'seconds')),
    sections: all,
  };
}

function subjectOf({ bug, without }: Pick<GatePlan, 'bug' | 'without'>): string {
  const engine =
    bug === undefined ? 'the engine' : printable(`the engine with ${bug.id} (${bug.title})`);
  return without === undefined ? engine : `${engine}, judged without ${propertyNames[without]}`;
}

function total(results: readonly CampaignResult[], of: 'executions' | 'steps' | 'seconds'): number {
  return results.reduce((sum, result) => sum + result[of], 0);
}
