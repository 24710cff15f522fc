/** Runs a command on an input that may be anything, here or as a process, and says what is wrong with that. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { printableLines } from '../../../traces/printable.ts';
import { projectRoot } from '../../project-root.ts';
import type { Heard } from './run-here.ts';
import { runHere } from './run-here.ts';

/** What is sound after all, and long, is told to stop. */
const INTERRUPT_AFTER_MS = 3000;
/** Whatever has not come to its end by then hangs. */
const PATIENCE_MS = 60_000;

const CLI = join(projectRoot, '.build', 'properties', 'commands', 'process', 'main.js');

export async function hearHere(args: readonly string[]): Promise<Heard | 'hangs'> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<'hangs'>((resolve) => {
    timer = setTimeout(() => resolve('hangs'), PATIENCE_MS);
  });
  try {
    const how = { interruptAfterMs: INTERRUPT_AFTER_MS };
    return await Promise.race([runHere(args, how), patience]);
  } finally {
    clearTimeout(timer);
  }
}

export function hearProcess(args: readonly string[]): Promise<Heard | 'hangs'> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args]);
    const heard = { stdout: '', stderr: '' };
    child.stdout.on('data', (text: Buffer) => (heard.stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (heard.stderr += text.toString()));
    const interrupter = setTimeout(() => child.kill('SIGINT'), 2 * INTERRUPT_AFTER_MS);
    const killer = setTimeout(() => child.kill('SIGKILL'), 2 * PATIENCE_MS);
    child.on('close', (status, signal) => {
      clearTimeout(interrupter);
      clearTimeout(killer);
      resolve(signal === 'SIGKILL' ? 'hangs' : { status, ...heard });
    });
  });
}

const EXIT_CODES: readonly (number | null)[] = [0, 1, 2, 3, 130];

/** @returns what no input may lead to */
export function complaintAbout(heard: Heard | 'hangs'): string | undefined {
  if (heard === 'hangs') return 'hangs';
  const { status, stdout, stderr } = heard;
  const said = JSON.stringify(stderr.slice(0, 300));
  if (!EXIT_CODES.includes(status)) return `exit ${status}: ${said}`;
  const printed = stdout + stderr;
  if (printableLines(printed) !== printed || /^\s*::/m.test(printed))
    return 'something reaches the terminal as it stands in the file';
  const isOneLine = /^migcheck: [^\n]+\n$/.test(stderr);
  return status === 2 && !isOneLine ? `not one line: ${said}` : undefined;
}
