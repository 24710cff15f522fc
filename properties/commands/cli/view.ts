/** `view`: writes one recorded trace, or one recorded migration of real QEMU, as an HTML page. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import open from 'open';
import type { TraceView } from '../../../traces/trace-view.ts';
import { engineOfTrace } from '../../running/replay/engine-of-trace.ts';
import { pageOf } from '../../running/replay/page-of-trace.ts';
import { viewTrace } from '../../running/replay/view-trace.ts';
import { complain } from '../../terminal/complain.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { readTrace } from '../../running/files/read-trace.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { replayLine } from '../../terminal/what-to-type.ts';
import { print } from '../../terminal/width.ts';
import { readObservedRun, viewOfObserved } from './qemu/page.ts';
import { writeWhole } from '../../running/files/write-whole.ts';

export interface ViewFlags {
  /**
   * The page's file. If left out, the page is named after the trace and written to the current folder or,
   * with `--open`, to a temporary folder.
   */
  readonly out?: string;
  /** Whether to open the page in the browser. */
  readonly open?: boolean;
  /** The module of the engine to replay the trace on. */
  readonly system?: string;
  /** Whether any edits in the trace may be run. */
  readonly trust?: boolean;
}

/**
 * Showing a violation is not a failure; only a run that differs from the recorded one is.
 *
 * @param fileOrText - a trace file, a pasted trace, or a recording or finding of real QEMU
 * @throws UsageError or BadFile if it is none of them, or the page cannot be written
 */
export async function view(fileOrText: string, flags: ViewFlags): Promise<ExitCode> {
  const { shown, hasDiverged } = await viewOfFile(fileOrText, flags);
  const name = `${nameOf(fileOrText)}.html`;
  const file = resolve(flags.out ?? (flags.open === true ? inTemporaryFolder(name) : name));
  try {
    writeWhole(file, pageOf(shown));
  } catch (error) {
    throw new UsageError(`--out ${file}: ${(error as Error).message}`);
  }
  print(shown.outcome);
  print(`  page: ${pathToFileURL(file).href}`);
  if (flags.open === true) await openInBrowser(file);
  return hasDiverged ? exitCode.incomplete : exitCode.passed;
}

interface Shown {
  readonly shown: TraceView;
  /** Whether the run differs from the recorded one. */
  readonly hasDiverged: boolean;
}

async function viewOfFile(fileOrText: string, flags: ViewFlags): Promise<Shown> {
  const observed = readObservedRun(fileOrText);
  if (observed !== undefined) {
    if (flags.system !== undefined || flags.trust !== undefined)
      throw new UsageError(`${fileOrText}: --system and --trust are for traces of an engine`);
    return { shown: viewOfObserved(observed), hasDiverged: false };
  }
  const trace = readTrace(fileOrText);
  const engine = engineOfTrace(trace, flags);
  const replay = replayLine(fileOrText, flags);
  const { outcome, view: shown } = await viewTrace(trace, { engine, replay });
  return { shown, hasDiverged: outcome === 'diverged' };
}

/** A path in a new temporary folder, which is kept: the browser needs the page after the command ends. */
function inTemporaryFolder(name: string): string {
  try {
    return join(mkdtempSync(join(tmpdir(), 'migcheck-page-')), name);
  } catch (error) {
    throw new UsageError(`the temporary folder ${tmpdir()}: ${(error as Error).message}`);
  }
}

/** Opens the page; a failure is only printed, since the page's address has been printed before. */
async function openInBrowser(file: string): Promise<void> {
  try {
    const browser = await open(file);
    await new Promise<void>((begun, failed) => {
      browser.once('spawn', begun);
      browser.once('error', failed);
      if (browser.pid !== undefined) begun();
    });
  } catch (error) {
    complain('the page cannot be opened', error);
  }
}

function nameOf(fileOrText: string): string {
  const isFile = fileOrText.includes('.');
  return isFile ? basename(fileOrText).replace(/\.json(\.gz)?$/, '') : 'trace';
}
