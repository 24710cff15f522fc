/** `replay`: runs one recorded trace again and tells its story. */
import type { Trace } from '../../../traces/trace-file.ts';
import { engineOfTrace } from '../../running/replay/engine-of-trace.ts';
import { explainOutcome } from '../../running/replay/explain-outcome.ts';
import type { ReplayRun } from '../../running/replay/replay-run.ts';
import { filmOf } from '../../running/replay/replay-run.ts';
import { replayWatched } from '../../running/replay/replay-watched.ts';
import type { Flip } from '../../telling/story/flip.ts';
import { reportFlip } from '../../telling/story/flip-report.ts';
import type { Violation } from '../../telling/story/violation.ts';
import { describeViolation, everyStepOf } from '../../telling/story/violation.ts';
import { reportViolation } from '../../telling/story/violation-report.ts';
import { flipWatched } from '../../running/watch/flip-watched.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { exportTrace } from './export-trace.ts';
import { noteFound } from '../../terminal/found.ts';
import { lookHere } from '../../terminal/paint.ts';
import { printDocument } from '../../terminal/print-document.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { readTrace } from '../../running/files/read-trace.ts';
import { EVERY_STEP, replayLine } from '../../terminal/what-to-type.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { print } from '../../terminal/width.ts';
import { checkOutput, writeOutput } from '../../running/files/write-output.ts';

export interface ReplayFlags {
  /** The file for the migration stream of the last migration of the run. */
  readonly stream?: string;
  /** A bug to put into the engine in addition to the recorded one. */
  readonly bug?: string;
  /** The module of the engine to replay the trace on. */
  readonly system?: string;
  /** Whether any edits in the trace may be run. */
  readonly trust?: boolean;
  /** Tell every step. */
  readonly verbose?: boolean;
  /** Look for the choice and the write without which there is no violation. */
  readonly flip?: boolean;
  /** Print the trace in another form instead of telling its story. */
  readonly itf?: boolean;
  readonly asTest?: boolean;
  /** The file for that other form. */
  readonly out?: string;
  readonly json?: boolean;
}

/**
 * @param fileOrText - a trace file, or a pasted trace
 * @throws UsageError or BadFile if it is not a trace
 */
export async function replay(fileOrText: string, flags: ReplayFlags): Promise<ExitCode> {
  checkFlags(flags);
  const trace = readTrace(fileOrText);
  const edits = flags.bug === undefined ? [] : readBug(flags.bug, '--bug').edits;
  const engine = engineOfTrace(trace, flags, edits);
  const run = await replayWatched(trace, engine);
  const { filmed, outcome } = run;
  const violation = filmed.objections && describeViolation(filmed, filmed.objections);
  if (violation !== undefined) noteFound();

  if (flags.itf === true || flags.asTest === true) {
    writeStream(flags, filmed);
    return exportTrace({ trace, engine, run, violation }, flags);
  }
  const told: Told = { trace, run, violation };
  const findFlip = async (): Promise<Flip | undefined> =>
    violation && (await flipWatched(engine, filmOf(trace, run)));
  if (flags.json === true) await tellJson(told, findFlip);
  else {
    tellStory(told, { replay: replayLine(fileOrText, flags), isWhole: flags.verbose === true });
    const isFlipped = flags.flip === true || flags.verbose === true;
    const flip = isFlipped ? await findFlip() : undefined;
    if (flip !== undefined) console.log(reportFlip(flip, violation?.steps ?? [], lookHere()));
    for (const line of explainOutcome(run, trace, violation)) print(line);
  }
  writeStream(flags, filmed);
  if (outcome === 'diverged') return exitCode.incomplete;
  return violation === undefined ? exitCode.passed : exitCode.violated;
}

/** Call this after the violation has been reported, since it may fail. */
function writeStream({ stream }: ReplayFlags, filmed: ReplayRun['filmed']): void {
  if (stream !== undefined) writeOutput('--stream', stream, filmed.stream);
}

function checkFlags({ itf, asTest, json, out, stream }: ReplayFlags): void {
  const forms = Object.entries({ '--itf': itf, '--as-test': asTest, '--json': json });
  const [first, second] = forms.flatMap(([flag, isOn]) => (isOn === true ? [flag] : []));
  if (second !== undefined) throw new UsageError(`${first} and ${second} exclude each other`);
  if (out !== undefined && itf !== true && asTest !== true)
    throw new UsageError('--out needs --itf or --as-test');
  if (stream !== undefined) checkOutput('--stream', stream);
}

interface Told {
  readonly trace: Trace;
  readonly run: ReplayRun;
  readonly violation: Violation | undefined;
}

/** How to tell the story. */
interface Telling {
  /** The command line that replays the trace. */
  readonly replay: string;
  /** Whether to tell every step. */
  readonly isWhole: boolean;
}

function tellStory({ run, violation }: Told, telling: Telling): void {
  if (violation === undefined) return;
  const everyStep = telling.isWhole ? everyStepOf(violation, run.filmed) : undefined;
  console.log(
    reportViolation(
      violation,
      { ...telling, whole: EVERY_STEP, ...(everyStep && { everyStep }) },
      lookHere(),
    ),
  );
}

/** Prints the document even if the search for the flip fails, and then throws that failure. */
async function tellJson(told: Told, findFlip: () => Promise<Flip | undefined>): Promise<void> {
  let failure: unknown;
  const flip = await findFlip().catch((error: unknown) => void (failure = error));
  printDocument(replayJson(told, flip ?? undefined));
  if (failure !== undefined) throw failure;
}

/** The document of `replay --json`; its shape is a contract. */
function replayJson({ run, violation }: Told, flip: Flip | undefined): object {
  const { outcome, lost, searched, decisions } = run;
  return {
    version: 1,
    outcome,
    digest: run.filmed.digest,
    searched,
    ...(lost && { lost }),
    ...(outcome === 'reproduced by search' && { decisions }),
    ...(violation && { violation: { ...violation, ...(flip && { flip }) } }),
  };
}
