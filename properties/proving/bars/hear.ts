/**
 * Runs a command on arbitrary input, in this process or another, and says what is wrong with its behaviour.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { printableLines } from '../../../traces/printable.ts';
import { projectRoot } from '../../project-root.ts';
import type { Heard } from './run-here.ts';
import { runHere } from './run-here.ts';

/** A valid input may take long, so the command is interrupted after this time. */
const INTERRUPT_AFTER_MS = 3000;
/** A command that has not ended after this time hangs. */
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

/** The rate, which every progress line has between others of its parts. */
const RATE = /\|\s+[\d.,]+\/s\b/;

/** What a command printed on stderr besides its progress, which it reports every 15 seconds. */
export function withoutProgress(stderr: string): string {
  return stderr.replaceAll(/^migcheck: [^\n]*\n(?: {4}[^\n]*\n)*/gm, (line) =>
    RATE.test(line) ? '' : line,
  );
}

const EXIT_CODES: readonly (number | null)[] = [0, 1, 2, 3, 130];

/** @returns what is wrong, if the command did something that no input may cause */
export function complaintAbout(heard: Heard | 'hangs'): string | undefined {
  if (heard === 'hangs') return 'hangs';
  const { status, stdout, stderr } = heard;
  const said = JSON.stringify(stderr.slice(0, 300));
  if (!EXIT_CODES.includes(status)) return `exit ${status}: ${said}`;
  const printed = stdout + stderr;
  if (printableLines(printed) !== printed || /^\s*::/m.test(printed))
    return 'a part of the file reaches the terminal unescaped';
  const isOneLine = /^migcheck: [^\n]+\n$/.test(withoutProgress(stderr));
  return status === 2 && !isOneLine ? `the complaint is not one line: ${said}` : undefined;
}
