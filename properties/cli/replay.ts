/** `replay`: runs one recorded trace again and tells its story. */
import type { Trace } from '../../traces/trace-file.ts';
import { explainOutcome } from '../replay/explain-outcome.ts';
import type { ReplayRun } from '../replay/replay-run.ts';
import { replayWatched } from '../replay/replay-watched.ts';
import type { Violation } from '../story/violation.ts';
import { describeViolation } from '../story/violation.ts';
import { reportViolation } from '../story/violation-report.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { exportTrace } from './export-trace.ts';
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
  const beside = flags.bug === undefined ? [] : readBug(flags.bug).edits;
  const edits = [...(trace.bug?.edits ?? []), ...beside];
  const run = await replayWatched(trace, edits);
  const { filmed, outcome } = run;
  if (flags.stream !== undefined) writeOutput('--stream', flags.stream, filmed.stream);
  const violation = filmed.objections && describeViolation(filmed, filmed.objections);

  if (flags.itf === true || flags.asTest === true)
    return exportTrace({ trace, edits, run, violation }, flags);
  if (flags.json === true) console.log(JSON.stringify(replayJson(run, violation)));
  else tell(run, { trace, violation, replay: replayLine(fileOrText) });
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
  readonly violation: Violation | undefined;
  /** The line to paste that replays it. */
  readonly replay: string;
}

function tell(run: ReplayRun, { trace, violation, replay: line }: Told): void {
  if (violation !== undefined) console.log(reportViolation(violation, { replay: line }));
  for (const said of explainOutcome(run, trace.expect, violation)) console.log(said);
}

/** The document of `replay --json`; its shape is a contract. */
function replayJson(run: ReplayRun, violation: Violation | undefined): object {
  const { outcome, lost, searched, decisions } = run;
  return {
    version: 1,
    outcome,
    digest: run.filmed.digest,
    searched,
    ...(lost && { lost }),
    ...(outcome === 'reproduced by search' && { decisions }),
    ...(violation && { violation }),
  };
}
