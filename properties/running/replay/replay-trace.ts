/** `migcheck/replay`: replays a recorded trace in a user's own tests. */
import { BadFile, firstLine } from '../../../traces/parse-json.ts';
import { parseTrace } from '../../../traces/trace-file.ts';
import type { Violation } from '../../telling/story/violation.ts';
import { describeViolation } from '../../telling/story/violation.ts';
import { reportViolation } from '../../telling/story/violation-report.ts';
import { asPasted } from '../files/pasted.ts';
import { EVERY_STEP, replayLine } from '../../terminal/what-to-type.ts';
import { engineOfTrace } from './engine-of-trace.ts';
import { explainOutcome } from './explain-outcome.ts';
import type { ReplayOutcome } from './replay-run.ts';
import { expectedProperty } from './replay-run.ts';
import { replayWatched } from './replay-watched.ts';

export interface ReplayOptions {
  /** The module of the engine, relative to the current folder; migcheck's own engine if left out. */
  readonly system?: string | undefined;
  /**
   * Whether any edits that the trace was recorded with may be run; otherwise only those of migcheck's
   * own catalogue may.
   */
  readonly trust?: boolean | undefined;
}

export interface ReplayReport {
  readonly outcome: ReplayOutcome;
  /** The violation in the trace's run or in one near it; `undefined` if there is none. */
  readonly violation: Violation | undefined;
  /** The violation and the outcome as text of several lines. */
  readonly report: string;
}

/**
 * Replays a trace on the engine as it is now, with the trace's bug if it has one.
 *
 * @param trace - the content of a trace file
 * @throws BadFile if it is not a trace, or needs to be trusted and is not
 */
export async function replayTrace(
  trace: unknown,
  options: ReplayOptions = {},
): Promise<ReplayReport> {
  const text = textOf(trace);
  const parsed = parseTrace(text, 'the trace');
  expectedProperty(parsed);
  const run = await replayWatched(parsed, engineOfTrace(parsed, options));
  const { objections } = run.filmed;
  const violation = objections && describeViolation(run.filmed, objections);
  const lines = explainOutcome(run, parsed, violation);
  const told =
    violation === undefined
      ? []
      : [
          reportViolation(violation, {
            replay: replayLine(asPasted(text), options),
            whole: EVERY_STEP,
          }),
        ];
  return { outcome: run.outcome, violation, report: [...told, ...lines].join('\n') };
}

/** @throws BadFile if the trace cannot be converted to JSON */
function textOf(trace: unknown): string {
  try {
    return JSON.stringify(trace) ?? '';
  } catch (error) {
    throw new BadFile(`the trace: not data: ${firstLine((error as Error).message)}`);
  }
}
