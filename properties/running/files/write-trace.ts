/** Writes trace files, and says how to replay them. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { printable } from '../../../traces/printable.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import { printTrace } from '../../../traces/trace-file.ts';
import { projectRoot } from '../../project-root.ts';
import type { Brought, Consent } from '../replay/consent.ts';
import { consentFor } from '../replay/consent.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { writeWhole } from './write-whole.ts';

export interface WrittenTrace {
  /** Absolute path; empty if the file could not be written. */
  readonly file: string;
  /** The line to paste that replays it, with the file or, for want of one, with the trace itself. */
  readonly replay: string;
}

/** Where violations of the clean engine are kept, from the folder in which the command runs. */
export const REGRESSIONS: string = join('traces', 'regressions');

/**
 * @param folder - as the user has named it, if at all
 * @returns the absolute path of a trace that shows something named so
 */
export function traceFile(trace: Trace, name: string, folder: string | undefined): string {
  // A bug's traces are told by the bug; others by what they show.
  return resolve(folder ?? folderOf(trace), `${trace.bug?.id ?? name}.json`);
}

/** @param file - absolute path */
export function writeTrace(trace: Trace, file: string): WrittenTrace {
  const text = printTrace(trace);
  try {
    writeWhole(file, text);
    return { file, replay: replayLine(file, consentFor(trace)) };
  } catch (error) {
    // What took minutes to find is not lost because a disk is full.
    console.error(`migcheck: ${(error as Error).message}`);
    const encoded = Buffer.from(text).toString('base64url');
    return { file: '', replay: replayLine(encoded, consentFor(trace)) };
  }
}

/**
 * The line to paste that replays a trace, on the engine that it was recorded on.
 *
 * @param trace - its file, or the whole of it as one base64url string
 * @param consent - without which what the trace brings along would not be run
 */
export function replayLine(trace: string, consent: Consent = {}): string {
  // Elsewhere there is no such script.
  const command = process.cwd() === projectRoot ? 'npm run replay --' : 'npx migcheck replay';
  return `${command} ${quoted(trace)}${flagsOf(consent)}`;
}

/** A consent as it is given on the command line. */
export function flagsOf({ system, trust }: Consent): string {
  const named = system === undefined ? '' : ` --system ${quoted(system)}`;
  return trust === true ? `${named} --trust` : named;
}

/**
 * The line to paste that goes on where something was interrupted.
 *
 * @param command - with the flags that say what it was
 * @param file - where it has been written down
 */
export function resumeLine(command: string, file: string, brought: Brought): string {
  const consent = consentFor(brought);
  return `npm run ${command} --resume ${quoted(file)}${flagsOf(consent)}`;
}

/** A file as a trace names it, which may be read on another machine. */
export function nameFromHere(file: string): string {
  return relative(process.cwd(), resolve(file)).replaceAll(sep, '/');
}

/** As the shell takes it for what it is, on one line that is fit to be shown. */
function quoted(word: string): string {
  if (printable(word) !== word)
    return `$'${printable(word.replaceAll(/[\\']/g, String.raw`\$&`))}'`;
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function folderOf({ bug, system }: Trace): string {
  if (bug !== undefined) return join('traces', 'bugs');
  return system === undefined ? REGRESSIONS : join('traces', 'systems');
}

/** @throws UsageError if files could not be written into the folder, which need not exist yet */
export function checkFolder(folder: string): void {
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  if (!statSync(existing).isDirectory()) throw new UsageError(`--out ${folder}: not a folder`);
  try {
    accessSync(existing, constants.W_OK);
  } catch {
    throw new UsageError(`--out ${folder}: not writable`);
  }
}
