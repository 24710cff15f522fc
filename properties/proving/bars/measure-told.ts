/**
 * Runs a command that finds something, and measures the CPU time from the detection to the end of the
 * process.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../project-root.ts';
import { NOTE_IN } from './note-detection.ts';

export interface Told {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** CPU time from the detection to the end of the process; `undefined` if nothing was detected. */
  readonly cpuSeconds: number | undefined;
}

const BUILD = join(projectRoot, '.build', 'properties');
const CLI = join(BUILD, 'commands', 'process', 'main.js');
const NOTING = pathToFileURL(join(BUILD, 'proving', 'bars', 'note-detection.js')).href;

/**
 * @param args - the arguments of `migcheck`
 * @param cli - the main module, if not of the project's own build
 */
export function measureTold(args: readonly string[], cli: string = CLI): Promise<Told> {
  const folder = mkdtempSync(join(tmpdir(), 'migcheck-told-'));
  const note = join(folder, 'milliseconds');
  const env = { ...process.env, [NOTE_IN]: note };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', NOTING, cli, ...args], {
      cwd: projectRoot,
      env,
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (text: Buffer) => (output.stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output.stderr += text.toString()));
    child.on('close', (status) => {
      const milliseconds = readNote(note);
      rmSync(folder, { recursive: true, force: true });
      const cpuSeconds = milliseconds === undefined ? undefined : milliseconds / 1000;
      resolve({ status, ...output, cpuSeconds });
    });
  });
}

function readNote(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
