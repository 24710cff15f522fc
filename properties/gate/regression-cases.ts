/** The first stage: what was violated once must not be violated again. */
import { basename } from 'node:path';
import { printable } from '../../traces/printable.ts';
import { replayLine } from '../cli/write-trace.ts';
import type { RegressionRun } from '../corpus/run-regressions.ts';
import {
  describeRegression,
  isFirstOfItsCause,
  runRegressions,
} from '../corpus/run-regressions.ts';
import type { GateCase, GateViolation } from './gate-report.ts';
import type { GatePlan } from './gate-plan.ts';

export async function regressionCases(plan: GatePlan): Promise<readonly GateCase[]> {
  const { corpus, bug, jobs, signal } = plan;
  const runs = await runRegressions(corpus, { edits: bug?.edits ?? [], jobs, signal });
  const cases: GateCase[] = [];
  for (const run of runs)
    cases.push({
      name: printable(basename(run.file)),
      status: run.violation === undefined ? 'passed' : 'violated',
      note: describeRegression(run),
      seconds: run.seconds,
      violation: await showOne(run, plan),
    });
  return cases;
}

/** Of several with the same cause, one is enough to look at. */
async function showOne(run: RegressionRun, { show }: GatePlan): Promise<GateViolation | undefined> {
  if (!isFirstOfItsCause(run)) return undefined;
  const { violation, file } = run;
  return show({ ...violation, file, replay: replayLine(file) });
}
