/** What several suites need: the command line as a process, and folders that vanish afterwards. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { projectRoot } from '../project-root.ts';

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Where it runs; the project's root if left out. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Sent Ctrl-C as soon as it has printed this. */
  readonly interruptAt?: RegExp;
  /** Ctrl-C after so many milliseconds. */
  readonly interruptAfterMs?: number;
}

const CLI = join(projectRoot, '.build', 'properties', 'cli', 'main.js');

/** Runs `migcheck` as a user would. */
export function migcheck(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return runNode([CLI, ...args], options);
}

export function runNode(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const { cwd = projectRoot, env = process.env } = options;
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
    child.stderr.on('data', (text: Buffer) => (output.stderr += text.toString()));
    child.on('close', (status) => resolve({ status, ...output }));
  });
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
