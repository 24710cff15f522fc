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
  /** Sent Ctrl-C as soon as it has printed this. */
  readonly interruptAt?: RegExp;
  /** Ctrl-C after so many milliseconds. */
  readonly interruptAfterMs?: number;
  /** Variables of the environment, beside those that this process has. */
  readonly env?: Readonly<Record<string, string>>;
}

const CLI = join(projectRoot, '.build', 'properties', 'cli', 'main.js');

/** Runs `migcheck` as a user would. */
export function migcheck(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: options.cwd ?? projectRoot,
      env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...options.env },
    });
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
