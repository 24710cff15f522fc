/** Runs `check` as a user does, in a checkout of the project, and measures what it costs. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { makeTemporaryFolder } from '../../engines/loader/temporary-folder.ts';
import { projectRoot } from '../../project-root.ts';
import { UsageError } from '../../terminal/usage-error.ts';

const run = promisify(execFile);

/** A built checkout of this project, of any commit whose package.json has the script `check`. */
export interface Checkout {
  readonly root: string;
  /** The arguments with which its script `check` calls Node. */
  readonly script: readonly string[];
}

export interface CheckLap {
  readonly steps: number;
  readonly executions: number;
  /** CPU time of all threads, in seconds, from the start of the process to its end. */
  readonly cpuSeconds: number;
}

const PACKAGE = z.object({ scripts: z.object({ check: z.string().regex(/^node \S/) }) });
const DOCUMENT = z.object({
  verdict: z.enum(['passed', 'incomplete']),
  steps: z.number(),
  executions: z.number(),
});
const OUTPUT_MAX = 1 << 26;

const CPU_AT_EXIT = pathToFileURL(
  join(projectRoot, '.build', 'properties', 'proving', 'bench', 'cpu-at-exit.js'),
).href;

/** @throws UsageError if the folder is no checkout of this project */
export function readCheckout(root: string): Checkout {
  try {
    const text = readFileSync(join(root, 'package.json'), 'utf8');
    const [, ...script] = PACKAGE.parse(JSON.parse(text)).scripts.check.split(' ');
    return { root, script };
  } catch {
    throw new UsageError(`--against ${root}: no checkout of migcheck: package.json has no check`);
  }
}

/**
 * Runs `check` on one family with one worker.
 *
 * @throws UsageError if it does not end by itself with a verdict that finds nothing
 */
export async function runCheckLap(
  { root, script }: Checkout,
  family: string,
  executions: number,
): Promise<CheckLap> {
  const folder = await makeTemporaryFolder();
  try {
    const cpuFile = join(folder, 'cpu');
    const args = [...script, '--scenario', family, '--seed', 'bench', '--jobs', '1', '--json'];
    const env = { ...process.env, MIGCHECK_CPU_FILE: cpuFile };
    const all = ['--import', CPU_AT_EXIT, ...args, '--runs', String(executions)];
    const stdout = await outputOf(all, { cwd: root, env, maxBuffer: OUTPUT_MAX });
    const told = DOCUMENT.parse(JSON.parse(stdout));
    const cpu = readFileSync(cpuFile, 'utf8').trim().split('\n').map(Number);
    return { ...told, cpuSeconds: cpu.reduce((sum, one) => sum + one, 0) / 1e6 };
  } catch (error) {
    const [said = ''] = (error as Error).message.split('\n');
    throw new UsageError(`check --scenario ${family} in ${root} gives no figures: ${said}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An incomplete check, of one family or of few executions, exits with another code than 0. */
async function outputOf(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly maxBuffer: number },
): Promise<string> {
  try {
    return (await run(process.execPath, args, options)).stdout;
  } catch (error) {
    const { stdout = '' } = error as { readonly stdout?: string };
    if (stdout === '') throw error;
    return stdout;
  }
}
