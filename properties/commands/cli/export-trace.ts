/** Other forms of a trace that `replay` can print instead of its story. */
import { printItf } from '../../../traces/itf-file.ts';
import { printableLines } from '../../../traces/printable.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import { asItf } from '../../telling/export/as-itf.ts';
import { asTest } from '../../running/replay/as-test.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { explainOutcome } from '../../running/replay/explain-outcome.ts';
import type { ReplayRun } from '../../running/replay/replay-run.ts';
import { filmOf } from '../../running/replay/replay-run.ts';
import type { Violation } from '../../telling/story/violation.ts';
import { filmWatched } from '../../running/watch/film-watched.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { fit } from '../../terminal/width.ts';
import { writeOutput } from '../../running/files/write-output.ts';

export interface ReplayedTrace {
  readonly trace: Trace;
  readonly engine: EngineChoice;
  readonly run: ReplayRun;
  readonly violation: Violation | undefined;
}

export interface ExportFlags {
  readonly itf?: boolean;
  /** Where to write it; standard output if left out. */
  readonly out?: string;
}

/**
 * Exports a trace. A successful export passes, whether or not the run violates anything.
 *
 * @returns `incomplete` if the run is not the recorded one, or there is no violation to test
 */
export async function exportTrace(
  replayed: ReplayedTrace,
  { itf, out }: ExportFlags,
): Promise<ExitCode> {
  const { run, trace, violation } = replayed;
  const isRecorded = run.outcome.startsWith('reproduced');
  const made = itf === true ? await itfOf(replayed) : violation && asTest(trace, violation);
  const text = made && printableLines(made);
  if (text !== undefined && out === undefined) process.stdout.write(text);
  else if (text !== undefined && out !== undefined) writeOutput('--out', out, text);
  if (isRecorded && text !== undefined) return exitCode.passed;
  for (const line of explainOutcome(run, trace, violation)) console.error(fit(line));
  return exitCode.incomplete;
}

async function itfOf({ trace, engine, run, violation }: ReplayedTrace): Promise<string> {
  const { scenario, expect } = trace;
  const filmed = await filmWatched(engine, { ...filmOf(trace, run), withModel: true });
  const { layout, modelRun } = filmed;
  if (modelRun === undefined) throw new Error('the model did not follow the run');
  const shown = violation?.property ?? expect.verdict;
  const description = `scenario ${scenario.name}: ${shown}`;
  return printItf(asItf({ run: modelRun, layout, description }));
}
