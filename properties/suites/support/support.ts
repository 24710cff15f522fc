/** Helpers of several suites: the command line as a process, and temporary folders. */
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
  /** The entry of another build than the project's own. */
  readonly cli?: string;
  /** Added to the environment of the tests. */
  readonly env?: NodeJS.ProcessEnv;
  /** Kills the process (`kill -9`) after that many milliseconds, or once the function returns true. */
  readonly killWhen?: number | (() => boolean);
  /** The working folder; default: the project's root. */
  readonly cwd?: string;
  /** Interrupts the process (Ctrl-C) once it has printed this. */
  readonly interruptAt?: RegExp;
  /** Interrupts the process (Ctrl-C) after that many milliseconds. */
  readonly interruptAfterMs?: number;
  /** Interrupts the process (Ctrl-C) once the function returns true. */
  readonly interruptWhen?: () => boolean;
  /** The signals to send instead of Ctrl-C, one after the other. */
  readonly interruptWith?: readonly NodeJS.Signals[];
}

const CLI = join(projectRoot, '.build', 'properties', 'commands', 'process', 'main.js');

/** Runs `migcheck` as a user would. */
export function migcheck(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return runNode([options.cli ?? CLI, ...args], options);
}

/** Runs `migcheck` in this process, which saves the start: for short commands, one at a time. */
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

/** The output with each paragraph on one line. */
export function unwrapped(text: string): string {
  return text.replaceAll(/\n {4,}/g, ' ');
}

/** An empty folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'migcheck-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file with this content, outside the folder in which the command runs. */
export function fileOf(content: string | Uint8Array): string {
  const path = join(temporaryFolder(), 'file.json');
  writeFileSync(path, content);
  return path;
}

/** A tree with a committed bug: the project's build with the bug's edits. */
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

/** The second engine, as a user's module. */
export const STOP_AND_COPY: string = join(
  projectRoot,
  '.build',
  'impl',
  'stop-and-copy',
  'stop-and-copy.js',
);

/** A bug of the second engine. */
export const LATE_CLEAR: string = join(projectRoot, 'properties', 'suites', 'late-clear.json');
