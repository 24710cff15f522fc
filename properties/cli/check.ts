/**
 * `check`: the main job. What was violated once is run first; then lockstep over a spread of
 * scenarios and schedules.
 */
import type { Edit } from '../../traces/bug-file.ts';
import type { FailingRegression, RegressionRun } from '../corpus/run-regressions.ts';
import { isFirstOfItsCause, runRegressions } from '../corpus/run-regressions.ts';
import { readCorpus } from '../corpus/read-corpus.ts';
import { loadEngine } from '../loader/load-engine.ts';
import { makeDigest } from '../lockstep/digest.ts';
import { scenarioNumber } from '../scenarios/families.ts';
import { sometimesIds } from '../sometimes/sometimes.ts';
import { flipWatched } from '../watch/flip-watched.ts';
import type { CheckPlan, CheckPlanFlags } from './check-plan.ts';
import { makePlan } from './check-plan.ts';
import { measureCoverage } from './check-coverage.ts';
import { checkJson, printCheck } from './check-output.ts';
import type { CheckReport, CheckVerdict } from './check-output.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { onInterrupt } from './on-interrupt.ts';
import type { Searched } from './search.ts';
import { search } from './search.ts';
import { tryOut } from './try-out.ts';
import { checkFolder, replayLine } from './write-trace.ts';

export interface CheckFlags extends CheckPlanFlags {
  readonly jobs: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** @throws UsageError or BadFile before anything is run or written */
export async function check(flags: CheckFlags): Promise<ExitCode> {
  const plan = await makePlan(flags);
  if (flags.out !== undefined) checkFolder(flags.out);
  const edits = plan.bug?.edits ?? [];
  const open = await loadEngine(edits);
  if (edits.length > 0) tryOut(open, scenarioNumber(0, plan.scenario, plan.seed));
  // A check that is narrowed down is about something else; one that goes on has run them.
  const corpus = plan.isWhole && plan.resume === undefined ? readCorpus() : [];
  const say = (text: string): void => {
    if (flags.json !== true) console.log(text);
  };

  const interrupt = onInterrupt();
  const { signal } = interrupt;
  try {
    say(`seed: ${plan.seed}`);
    const regressions = await runRegressions(corpus, { edits, jobs: flags.jobs, signal });
    const stillFails = regressions.find(isFirstOfItsCause);
    const report =
      stillFails === undefined
        ? reportOn(
            plan,
            await search(plan, { jobs: flags.jobs, signal, out: flags.out }),
            regressions,
          )
        : reportOnRegressions(plan, stillFails, regressions);
    if (flags.json === true) console.log(JSON.stringify(checkJson(await withFlip(report, edits))));
    else printCheck(report);
    return report.result.isInterrupted ? exitCode.interrupted : exitCode[report.verdict];
  } finally {
    interrupt.forget();
  }
}

/** What makes the difference is for whoever reads the document; others ask `replay --flip`. */
async function withFlip(report: CheckReport, edits: readonly Edit[]): Promise<CheckReport> {
  const { violation, result } = report;
  const { finding } = result;
  if (violation === undefined || finding === undefined || finding.endlessStep !== undefined)
    return report;
  const { scenario, decisions, property } = finding;
  const flip = await flipWatched(edits, { scenario, decisions, upTo: property });
  return { ...report, violation: { ...violation, flip } };
}

/** The search is for what is not known yet, and waits until what is known is fixed. */
function reportOnRegressions(
  { seed }: CheckPlan,
  first: FailingRegression,
  regressions: readonly RegressionRun[],
): CheckReport {
  const digest = makeDigest();
  for (const run of regressions) digest.addText(run.digest);
  const sum = (of: (run: RegressionRun) => number): number =>
    regressions.reduce((all, run) => all + of(run), 0);
  return {
    verdict: 'violated',
    seed,
    result: {
      executions: regressions.length,
      scenarios: regressions.length,
      steps: sum(({ steps }) => steps),
      seconds: sum(({ seconds }) => seconds),
      digest: digest.text(),
      reached: new Set(),
      lesson: [],
      visited: new Set(),
      isInterrupted: false,
    },
    unreached: sometimesIds,
    violation: { ...first.violation, file: first.file, replay: replayLine(first.file) },
    regressions,
  };
}

function reportOn(
  { seed, goal, isWhole }: CheckPlan,
  { result, violation, file }: Searched,
  regressions: readonly RegressionRun[],
): CheckReport {
  const unreached = sometimesIds.filter((_, position) => !result.reached.has(position));
  const coverage = goal && measureCoverage(goal, result.visited);
  const isShort = (isWhole && unreached.length > 0) || coverage?.isEnough === false;
  const verdict = verdictOf(violation !== undefined, result.isInterrupted || isShort);
  return { verdict, seed, result, unreached, coverage, violation, file, regressions };
}

/** @param isShort - something that was to be run or reached was not */
function verdictOf(isViolated: boolean, isShort: boolean): CheckVerdict {
  if (isViolated) return 'violated';
  return isShort ? 'incomplete' : 'passed';
}
