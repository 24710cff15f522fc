/** The first stage: earlier violations must not recur. */
import { basename } from 'node:path';
import { printable } from '../../../traces/printable.ts';
import { replayLine } from '../../terminal/what-to-type.ts';
import { consentFor } from '../../running/replay/consent.ts';
import { thorough } from '../../running/replay/replay-run.ts';
import { nameFromHere } from '../../running/files/write-trace.ts';
import type { RefusedFile, Regression } from '../../running/corpus/read-corpus.ts';
import type { RegressionRun } from '../../running/corpus/run-regressions.ts';
import {
  describeRegression,
  isFirstOfItsCause,
  runRegressions,
} from '../../running/corpus/run-regressions.ts';
import { cutShort } from './budget.ts';
import type { GateCase, GateViolation } from './gate-report.ts';
import type { GatePlan, GateState } from './gate-plan.ts';

export async function regressionCases(
  plan: GatePlan,
  { budget: { signal } }: GateState,
): Promise<readonly GateCase[]> {
  const { corpus, bug, jobs } = plan;
  const edits = bug?.edits ?? [];
  const runs = await runRegressions(corpus.regressions, { edits, jobs, signal, effort: thorough });
  const cases: GateCase[] = [];
  for (const run of runs)
    cases.push({
      ...caseOf(run.file),
      status: run.violation === undefined ? 'passed' : 'violated',
      note: describeRegression(run),
      seconds: run.seconds,
      violation: await showOne(run, plan),
    });
  const hasRun = new Set(runs.map(({ file }) => file));
  const left = corpus.regressions.filter(({ file }) => !hasRun.has(file));
  return [...cases, ...left.map((one) => leftOut(one, plan)), ...corpus.refused.map(refusedCase)];
}

function leftOut({ file }: Regression, { signal }: GatePlan): GateCase {
  const { status, note } = cutShort(signal);
  return { ...caseOf(file), status, note: `not run: ${note}`, seconds: 0 };
}

/** A file that cannot be read was not run, so its case is never green. */
function refusedCase({ file, why }: RefusedFile): GateCase {
  return { ...caseOf(file), status: 'incomplete', note: why.message, seconds: 0 };
}

function caseOf(file: string): Pick<GateCase, 'name' | 'file'> {
  return { name: printable(basename(file)), file: nameFromHere(file) };
}

/** Shows only one of several violations with the same cause. */
async function showOne(run: RegressionRun, { show }: GatePlan): Promise<GateViolation | undefined> {
  if (!isFirstOfItsCause(run)) return undefined;
  const { violation, file, trace } = run;
  return show({ ...violation, file, replay: replayLine(file, consentFor(trace)) });
}
