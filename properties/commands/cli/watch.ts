/**
 * `check --watch`: runs a short check whenever a source is saved. Each check is a separate process, since
 * loaded modules stay loaded; it first builds what has changed.
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

/** Changes within this time count as one: editors save in several steps, and several files at once. */
const SETTLE_MS = 150;

/** The source folders of a checkout; an installed package has no sources. */
const SOURCES = ['model', 'impl', 'traces', 'properties'].map((name) => join(projectRoot, name));
const CATALOGUE = join(projectRoot, 'properties', 'bugs');

/**
 * Runs until it is interrupted.
 *
 * @throws UsageError if another flag makes no sense with `--watch`, or there is nothing to watch
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
  if (folders.length === 0)
    throw new UsageError('--watch: there are no sources to watch here; name a --system');
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
  if (!aborted) console.log('\nwaiting for a source file to be saved; Ctrl-C to stop\n');
}

/** Kills a check; its findings are already on disk. After Ctrl-C the check ends by itself and reports. */
async function endNow(
  child: ChildProcess,
  ended: Promise<void>,
  { aborted }: AbortSignal,
): Promise<void> {
  if (!aborted) child.kill('SIGKILL');
  await ended;
}

interface Saved {
  /** Resolves when something has been saved since the last call, or when the signal is aborted. */
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

/** Traces are not sources: the check writes them itself and would start again for ever. */
function isSource(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file) || dirname(file) === CATALOGUE;
}
