/** `view`: writes one recorded trace as a page to look at. */
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { engineOfTrace } from '../../running/replay/engine-of-trace.ts';
import { pageOf } from '../../running/replay/page-of-trace.ts';
import { viewTrace } from '../../running/replay/view-trace.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { readTrace } from '../../running/files/read-trace.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { replayLine } from '../../terminal/what-to-type.ts';
import { print } from '../../terminal/width.ts';
import { writeWhole } from '../../running/files/write-whole.ts';

export interface ViewFlags {
  /** The page's file; if left out, it is named for the trace and written where the command runs. */
  readonly out?: string;
  /** The module of the engine to run it on. */
  readonly system?: string;
  /** The trace's own edits may be run, whatever they are. */
  readonly trust?: boolean;
}

/**
 * It judges nothing: showing a violation is no failure. Only a run that is not the recorded one is.
 *
 * @param fileOrText - a trace file, or the same as one base64url string
 * @throws UsageError or BadFile if it is no trace, or the page cannot be written
 */
export async function view(fileOrText: string, flags: ViewFlags): Promise<ExitCode> {
  const trace = readTrace(fileOrText);
  const engine = engineOfTrace(trace, flags);
  const { outcome, view: shown } = await viewTrace(trace, {
    engine,
    replay: replayLine(fileOrText, flags),
  });
  const file = resolve(flags.out ?? `${nameOf(fileOrText)}.html`);
  try {
    writeWhole(file, pageOf(shown));
  } catch (error) {
    throw new UsageError(`--out ${file}: ${(error as Error).message}`);
  }
  print(shown.outcome);
  print(`  page: ${pathToFileURL(file).href}`);
  return outcome === 'diverged' ? exitCode.incomplete : exitCode.passed;
}

function nameOf(fileOrText: string): string {
  const isFile = fileOrText.includes('.');
  return isFile ? basename(fileOrText, '.json') : 'trace';
}
