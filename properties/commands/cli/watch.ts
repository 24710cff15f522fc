/**
 * `check --watch`: whenever a source is saved, a short check of what it is now. Each is a process of its own,
 * since what was loaded once stays loaded; it builds what has changed before it does anything else.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { projectRoot } from '../../project-root.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { onInterrupt } from '../../terminal/on-interrupt.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import type { CheckFlags } from './check.ts';

/** An editor saves in several steps, and several files at once. */
const SETTLE_MS = 150;

/** Where the sources of a checkout lie; in an installed package there are none. */
const SOURCES = ['model', 'impl', 'traces', 'properties'].map((name) => join(projectRoot, name));
const CATALOGUE = join(projectRoot, 'properties', 'bugs');

/**
 * Goes on until it is interrupted.
 *
 * @throws UsageError if something else is asked for that makes no sense with it, or nothing can be watched
 */
export async function watchAndCheck(flags: CheckFlags): Promise<ExitCode> {
  for (const other of ['json', 'resume'] as const)
    if (flags[other] !== undefined)
      throw new UsageError(`--watch and --${other} exclude each other`);
  const brought = [flags.system, flags.bug].flatMap((file) =>
    file !== undefined && existsSync(file) ? [resolve(file)] : [],
  );
  const isCheckout = existsSync(join(projectRoot, 'tsconfig.json'));
  const folders = [...(isCheckout ? SOURCES : []), ...brought.map((file) => dirname(file))];
  if (folders.length === 0) throw new UsageError('--watch: no sources are here; name a --system');
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const saved = watchFolders(folders, (file) => brought.includes(file) || isSource(file), signal);
  try {
    while (!signal.aborted) {
      const child = startCheck();
      const ended = once(child, 'exit').then(() => tell(signal));
      await saved.next();
      await endNow(child, ended, signal);
    }
    return exitCode.interrupted;
  } finally {
    interrupt.forget();
  }
}

function startCheck(): ChildProcess {
  const args = process.argv.slice(1).map((arg) => (arg === '--watch' ? '--short' : arg));
  return spawn(process.execPath, [...process.execArgv, ...args], { stdio: 'inherit' });
}

function tell({ aborted }: AbortSignal): void {
  if (!aborted) console.log('\nwaits for a source to be saved; Ctrl-C ends it\n');
}

/** What it has found is on disk by then. A Ctrl-C has reached the check as well, which has its say. */
async function endNow(
  child: ChildProcess,
  ended: Promise<void>,
  { aborted }: AbortSignal,
): Promise<void> {
  if (!aborted) child.kill('SIGKILL');
  await ended;
}

interface Saved {
  /** Resolves once something is saved that was not there at the last call, or at the end. */
  readonly next: () => Promise<void>;
}

function watchFolders(
  folders: readonly string[],
  isOfInterest: (file: string) => boolean,
  signal: AbortSignal,
): Saved {
  let wake = (): void => undefined;
  let isSaved = false;
  let timer: NodeJS.Timeout | undefined;
  const onChange = (folder: string, name: string | null): void => {
    if (name === null || !isOfInterest(join(folder, name))) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      isSaved = true;
      wake();
    }, SETTLE_MS);
  };
  for (const folder of new Set(folders))
    watch(folder, { recursive: true, signal }, (_, name) => onChange(folder, name));
  signal.addEventListener('abort', () => wake());
  return {
    next: () =>
      new Promise<void>((resolveNext) => {
        wake = resolveNext;
        if (isSaved || signal.aborted) wake();
      }).then(() => void (isSaved = false)),
  };
}

/** No trace is one, and so nothing that the check itself writes: it would check for ever. */
function isSource(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file) || dirname(file) === CATALOGUE;
}
