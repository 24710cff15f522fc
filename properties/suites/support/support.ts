/** What several suites need: the command line as a process, and folders that vanish afterwards. */
import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runHere } from '../../proving/bars/run-here.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { projectRoot } from '../../project-root.ts';

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Another build than the project's own. */
  readonly cli?: string;
  /** Beside the environment of the tests. */
  readonly env?: NodeJS.ProcessEnv;
  /** `kill -9` after so many milliseconds, or as soon as this is so. */
  readonly killWhen?: number | (() => boolean);
  /** Where it runs; the project's root if left out. */
  readonly cwd?: string;
  /** Sent Ctrl-C as soon as it has printed this. */
  readonly interruptAt?: RegExp;
  /** Ctrl-C after so many milliseconds. */
  readonly interruptAfterMs?: number;
  /** Sent Ctrl-C as soon as this is so. */
  readonly interruptWhen?: () => boolean;
  /** What it is sent then, one after the other, if not Ctrl-C. */
  readonly interruptWith?: readonly NodeJS.Signals[];
}

const CLI = join(projectRoot, '.build', 'properties', 'commands', 'process', 'main.js');

/** Runs `migcheck` as a user would. */
export function migcheck(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return runNode([options.cli ?? CLI, ...args], options);
}

/** The same in this process, which takes no time to start: for what ends soon, one at a time. */
export async function migcheckHere(
  args: readonly string[],
  { cwd = projectRoot }: Pick<RunOptions, 'cwd'> = {},
): Promise<Finished> {
  const before = process.cwd();
  process.chdir(cwd);
  try {
    return await runHere(args);
  } finally {
    process.chdir(before);
  }
}

export function runNode(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const { cwd = projectRoot, killWhen } = options;
    const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...options.env };
    const child = spawn(process.execPath, args, { cwd, env });
    const output = { stdout: '', stderr: '' };
    let isInterrupted = false;
    child.stdout.on('data', (text: Buffer) => {
      output.stdout += text.toString();
      if (isInterrupted || options.interruptAt?.test(output.stdout) !== true) return;
      isInterrupted = true;
      child.kill('SIGINT');
    });
    if (options.interruptAfterMs !== undefined)
      setTimeout(() => child.kill('SIGINT'), options.interruptAfterMs);
    const interrupter = setInterval(() => {
      if (options.interruptWhen?.() !== true) return;
      clearInterval(interrupter);
      for (const signal of options.interruptWith ?? ['SIGINT']) child.kill(signal);
    }, 5);
    child.stderr.on('data', (text: Buffer) => (output.stderr += text.toString()));
    const killer =
      typeof killWhen === 'number'
        ? setTimeout(() => child.kill('SIGKILL'), killWhen)
        : setInterval(() => killWhen?.() === true && child.kill('SIGKILL'), 5);
    child.on('close', (status) => {
      clearInterval(killer);
      clearInterval(interrupter);
      resolve({ status, ...output });
    });
  });
}

/** What was printed, each paragraph on one line however wide it may be. */
export function unwrapped(text: string): string {
  return text.replaceAll(/\n {4,}/g, ' ');
}

/** An empty folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'migcheck-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file of this content, outside the folder in which the command runs. */
export function fileOf(content: string | Uint8Array): string {
  const path = join(temporaryFolder(), 'file.json');
  writeFileSync(path, content);
  return path;
}

/** A tree into which somebody has committed a bug: the project's build with the bug's edits. */
export function treeWith(bug: string): { readonly cli: string; readonly cwd: string } {
  const cwd = temporaryFolder();
  cpSync(join(projectRoot, '.build'), join(cwd, '.build'), { recursive: true });
  cpSync(join(projectRoot, 'package.json'), join(cwd, 'package.json'));
  for (const folder of ['node_modules', 'properties'])
    symlinkSync(join(projectRoot, folder), join(cwd, folder));
  for (const { file, find, replace } of readBug(bug).edits) {
    const emitted = join(cwd, '.build', file.replace(/\.ts$/, '.js'));
    writeFileSync(
      emitted,
      readFileSync(emitted, 'utf8').replace(find, () => replace),
    );
  }
  return { cli: join(cwd, '.build', 'properties', 'commands', 'process', 'main.js'), cwd };
}

/** @returns the folder of regressions below `cwd`, with these files in it */
export function corpusIn(cwd: string, files: Readonly<Record<string, string>>): string {
  const folder = join(cwd, 'traces', 'regressions');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** The second engine, as a module of the user's own. */
export const STOP_AND_COPY: string = join(
  projectRoot,
  '.build',
  'impl',
  'stop-and-copy',
  'stop-and-copy.js',
);

/** A bug of that engine. */
export const LATE_CLEAR: string = join(projectRoot, 'properties', 'suites', 'late-clear.json');
