/** `replay`: runs one recorded trace again and tells its story. */
import type { Trace } from '../../traces/trace-file.ts';
import { engineOfTrace } from '../replay/engine-of-trace.ts';
import { explainOutcome } from '../replay/explain-outcome.ts';
import type { ReplayRun } from '../replay/replay-run.ts';
import { filmOf } from '../replay/replay-run.ts';
import { replayWatched } from '../replay/replay-watched.ts';
import type { Flip } from '../story/flip.ts';
import { reportFlip } from '../story/flip-report.ts';
import type { Violation } from '../story/violation.ts';
import { describeViolation, withEveryStep } from '../story/violation.ts';
import { reportViolation } from '../story/violation-report.ts';
import { flipWatched } from '../watch/flip-watched.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { exportTrace } from './export-trace.ts';
import { paint } from './paint.ts';
import { readBug } from './read-bug.ts';
import { readTrace } from './read-trace.ts';
import { replayLine } from './write-trace.ts';
import { UsageError } from './usage-error.ts';
import { writeOutput } from './write-output.ts';

export interface ReplayFlags {
  /** Where to write what went over the wire in the last migration of the run. */
  readonly stream?: string;
  /** What is done to the engine beside the recorded bug. */
  readonly bug?: string;
  /** The module of the engine to run it on. */
  readonly system?: string;
  /** Tell every step. */
  readonly verbose?: boolean;
  /** Look for the choice and the write that make the difference. */
  readonly flip?: boolean;
  /** Another form of the trace, instead of its story. */
  readonly itf?: boolean;
  readonly asTest?: boolean;
  /** Where that goes. */
  readonly out?: string;
  readonly json?: boolean;
}

/**
 * @param fileOrText - a trace file, or the same as one base64url string
 * @throws UsageError or BadFile if it is no trace
 */
export async function replay(fileOrText: string, flags: ReplayFlags): Promise<ExitCode> {
  checkFlags(flags);
  const trace = readTrace(fileOrText);
  const { system } = flags;
  const edits = flags.bug === undefined ? [] : readBug(flags.bug).edits;
  const engine = engineOfTrace(trace, { edits, system });
  const run = await replayWatched(trace, engine);
  const { filmed, outcome } = run;
  if (flags.stream !== undefined) writeOutput('--stream', flags.stream, filmed.stream);
  const violation = filmed.objections && describeViolation(filmed, filmed.objections);

  if (flags.itf === true || flags.asTest === true)
    return exportTrace({ trace, engine, run, violation }, flags);
  const isFlipped = flags.flip === true || flags.verbose === true || flags.json === true;
  const flip = violation && isFlipped ? await flipWatched(engine, filmOf(trace, run)) : undefined;
  const told: Told = { trace, run, violation, flip };
  if (flags.json === true) console.log(JSON.stringify(replayJson(told)));
  else tell(told, { replay: replayLine(fileOrText, system), isWhole: flags.verbose === true });
  if (outcome === 'diverged') return exitCode.incomplete;
  return violation === undefined ? exitCode.passed : exitCode.violated;
}

function checkFlags({ itf, asTest, json, out }: ReplayFlags): void {
  const forms = Object.entries({ '--itf': itf, '--as-test': asTest, '--json': json });
  const [first, second] = forms.flatMap(([flag, isOn]) => (isOn === true ? [flag] : []));
  if (second !== undefined) throw new UsageError(`${first} and ${second} exclude each other`);
  if (out !== undefined && itf !== true && asTest !== true)
    throw new UsageError('--out says where --itf or --as-test goes');
}

interface Told {
  readonly trace: Trace;
  readonly run: ReplayRun;
  readonly violation: Violation | undefined;
  readonly flip: Flip | undefined;
}

/** How it is to be told. */
interface Telling {
  /** The line to paste that replays it. */
  readonly replay: string;
  /** With every step. */
  readonly isWhole: boolean;
}

function tell({ trace, run, violation, flip }: Told, telling: Telling): void {
  if (violation !== undefined) {
    const whole = telling.isWhole ? withEveryStep(violation, run.filmed) : violation;
    console.log(reportViolation(whole, telling, paint));
  }
  if (flip !== undefined) console.log(reportFlip(flip, paint));
  for (const line of explainOutcome(run, trace.expect, violation)) console.log(line);
}

/** The document of `replay --json`; its shape is a contract. */
function replayJson({ run, violation, flip }: Told): object {
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
