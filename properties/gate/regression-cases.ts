/** The first stage: what was violated once must not be violated again. */
import { runRegressions, describeRegression } from '../corpus/run-regressions.ts';
import { isFirstOfItsCause } from '../corpus/run-regressions.ts';
import { replayLine } from '../cli/write-trace.ts';
import { basename } from 'node:path';
import type { GateCase } from './gate-report.ts';
import type { GatePlan } from './gate-plan.ts';

export async function regressionCases(plan: GatePlan): Promise<readonly GateCase[]> {
  const { corpus, bug, jobs, signal, show } = plan;
  const runs = await runRegressions(corpus, { edits: bug?.edits ?? [], jobs, signal });
  return runs.map((run): GateCase => {
    const { file, violation, seconds } = run;
    return {
      name: basename(file),
      status: violation === undefined ? 'passed' : 'violated',
      note: describeRegression(run),
      seconds,
      // Of several with the same cause, one is enough to look at.
      violation: isFirstOfItsCause(run)
        ? show({ ...run.violation, file, replay: replayLine(file) })
        : undefined,
    };
  });
}
