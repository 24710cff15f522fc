/**
 * `check`: the main command. It runs the regressions first, and then searches a spread of scenarios and
 * schedules in lockstep.
 */
import type { FailingRegression, RegressionRun } from '../../running/corpus/run-regressions.ts';
import { isFirstOfItsCause, runRegressions } from '../../running/corpus/run-regressions.ts';
import { NO_CORPUS, readCorpus } from '../../running/corpus/read-corpus.ts';
import { whyUnseen } from '../../running/campaign/why-unseen.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { withEngine } from '../../engines/loader/load-engine.ts';
import { makeDigest } from '../../judging/execution/digest.ts';
import { consentFor } from '../../running/replay/consent.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import { reportViolation } from '../../telling/story/violation-report.ts';
import { filmOfFinding } from '../../telling/story/violation.ts';
import { flipWatched } from '../../running/watch/flip-watched.ts';
import type { CheckPlan } from '../../running/campaign/plan.ts';
import type { CheckPlanFlags } from '../plans/check-plan.ts';
import { makePlan } from '../plans/check-plan.ts';
import { measureCoverage } from '../../running/campaign/check-coverage.ts';
import { checkJson, printCheck } from './check-output.ts';
import type { CheckReport, CheckVerdict } from './check-output.ts';
import { complain } from '../../terminal/complain.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import type { FiledViolation } from '../../running/corpus/file-violation.ts';
import { noteFound } from '../../terminal/found.ts';
import { onInterrupt } from '../../terminal/on-interrupt.ts';
import { lookHere } from '../../terminal/paint.ts';
import { printDocument } from '../../terminal/print-document.ts';
import { unseenOf } from '../../running/campaign/subject.ts';
import type { Searched } from '../../running/campaign/search.ts';
import { search } from '../../running/campaign/search.ts';
import { checkFolder, nameFromHere } from '../../running/files/write-trace.ts';
import { EVERY_STEP, replayLine } from '../../terminal/what-to-type.ts';

export interface CheckFlags extends CheckPlanFlags {
  readonly jobs: number;
  /** Repeats the check whenever a source is saved. */
  readonly watch?: boolean;
  readonly out?: string;
  readonly json?: boolean;
  /** `false` with `--no-shrink`. */
  readonly shrink?: boolean;
}

/** The part of the report that depends on how the check ended. */
type CheckOutcome = Omit<CheckReport, 'seed' | 'unseen' | 'regressions' | 'brought'>;

/** @throws UsageError or BadFile before anything is run or written */
export async function check(flags: CheckFlags): Promise<ExitCode> {
  const plan = await makePlan(flags);
  if (flags.out !== undefined) checkFolder(flags.out, '--out');
  const engine: EngineChoice = { edits: plan.bug?.edits ?? [], system: plan.system };
  return withEngine(engine, () => carryOut(plan, engine, flags));
}

async function carryOut(
  plan: CheckPlan,
  engine: EngineChoice,
  { jobs, out, json, shrink }: CheckFlags,
): Promise<ExitCode> {
  const unseen = await unseenOf(plan);
  const corpus = plan.hasRegressions ? readCorpus() : NO_CORPUS;
  const say = (text: string): void => {
    if (json !== true) console.log(text);
  };

  const interrupt = onInterrupt();
  const { signal } = interrupt;
  try {
    const [refused] = corpus.refused;
    if (refused === undefined) say(`seed: ${plan.seed}`);
    const told = { edits: engine.edits, jobs, signal };
    const regressions = await runRegressions(corpus.regressions, told);
    const stillFails = regressions.find(isFirstOfItsCause);
    if (refused !== undefined && stillFails === undefined) throw refused.why;
    if (refused !== undefined) say(`seed: ${plan.seed}`);
    // What goes on from the rest does not run the regressions again.
    const isResumable = regressions.length === corpus.regressions.length;
    const how = { jobs, signal, out, isLeftAsFound: shrink === false, isResumable };
    const searched = stillFails ?? (await search(plan, how));
    // Report the violation before everything else.
    const violation = 'result' in searched ? searched.violation : filedAlready(searched);
    if (violation !== undefined) {
      noteFound();
      say(reportViolation(violation, { ...violation, whole: EVERY_STEP }, lookHere()));
    }
    const outcome =
      'result' in searched
        ? outcomeOf({ ...plan, unseen }, searched)
        : outcomeOfRegressions(filedAlready(searched), regressions);
    const brought = { bug: plan.bug, system: plan.system && nameFromHere(plan.system) };
    const report: CheckReport = { ...outcome, seed: plan.seed, unseen, regressions, brought };
    if (json === true) {
      const whole = await withFlip(report, engine, signal);
      printDocument(checkJson(whole));
    } else printCheck(report);
    for (const { why } of corpus.refused) console.error(`migcheck: ${why.message}`);
    const isInterrupted = report.result.isInterrupted || signal.aborted;
    return isInterrupted ? exitCode.interrupted : exitCode[report.verdict];
  } finally {
    interrupt.forget();
  }
}

/** Adds the flip for the JSON document; in text, users ask for it with `replay --flip`. */
async function withFlip(
  report: CheckReport,
  engine: EngineChoice,
  signal: AbortSignal,
): Promise<CheckReport> {
  const { violation, result } = report;
  const { finding } = result;
  if (violation === undefined || finding === undefined) return report;
  try {
    const flip = await flipWatched(engine, { ...filmOfFinding(finding), isBrief: true }, signal);
    return { ...report, violation: { ...violation, flip } };
  } catch (error) {
    complain('the choice that makes the difference cannot be searched for', error);
    return report;
  }
}

/** A regression that still fails is already filed. */
function filedAlready({ violation, file, trace }: FailingRegression): FiledViolation {
  return { ...violation, file, replay: replayLine(file, consentFor(trace)) };
}

/** The outcome if a regression still fails: there is no search for new violations until it is fixed. */
function outcomeOfRegressions(
  violation: FiledViolation,
  regressions: readonly RegressionRun[],
): CheckOutcome {
  const digest = makeDigest();
  for (const run of regressions) digest.addText(run.digest);
  const sum = (of: (run: RegressionRun) => number): number =>
    regressions.reduce((all, run) => all + of(run), 0);
  return {
    verdict: 'violated',
    result: {
      executions: regressions.length,
      scenarios: regressions.length,
      steps: sum(({ steps }) => steps),
      seconds: sum(({ seconds }) => seconds),
      digest: digest.text(),
      reached: new Set(),
      judged: new Set(),
      lesson: [],
      visited: new Set(),
      isInterrupted: false,
    },
    unreached: sometimesIds,
    isWhole: true,
    whyUnseen: undefined,
    violation,
  };
}

function outcomeOf(
  { goal, isWhole, unseen, resume, restsOn: restsOnFile }: CheckPlan & Pick<CheckReport, 'unseen'>,
  { result, violation, file }: Searched,
): CheckOutcome {
  const unreached = sometimesIds.filter((_, position) => !result.reached.has(position));
  const coverage = goal && measureCoverage(goal, result.visited);
  const restsOn =
    resume && restsOnFile !== undefined
      ? { file: restsOnFile, executions: resume.executions, scenarios: resume.scenarios }
      : undefined;
  // Only a finished check without a violation must have seen a migration.
  const isOver = violation === undefined && !result.isInterrupted;
  const why = isOver ? whyUnseen(result.judged, unseen) : undefined;
  const isShort =
    (isWhole && unreached.length > 0) || coverage?.isEnough === false || why !== undefined;
  const verdict = verdictOf(violation !== undefined, result.isInterrupted || isShort);
  const told = { coverage, violation, file, restsOn };
  return { verdict, result, unreached, isWhole, whyUnseen: why, ...told };
}

/** @param isShort - whether something that should have been run or reached was not */
function verdictOf(isViolated: boolean, isShort: boolean): CheckVerdict {
  if (isViolated) return 'violated';
  return isShort ? 'incomplete' : 'passed';
}
