/** Writes trace files, and says how to replay them. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Trace } from '../../../traces/trace-file.ts';
import { printTrace } from '../../../traces/trace-file.ts';
import { consentFor } from '../replay/consent.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { replayLine } from '../../terminal/what-to-type.ts';
import { asPasted } from './pasted.ts';
import { writeWhole } from './write-whole.ts';

export interface WrittenTrace {
  /** Absolute path; empty if the file could not be written. */
  readonly file: string;
  /** The command line that replays the trace: from the file or, if there is none, as a pasted trace. */
  readonly replay: string;
}

/** The folder for violations of the clean engine, relative to the current folder. */
export const REGRESSIONS: string = join('traces', 'regressions');

/**
 * @param name - a name for what the trace shows, used if it has no bug
 * @param folder - the folder that the user has named, if any
 * @returns the absolute path for the trace
 */
export function traceFile(trace: Trace, name: string, folder: string | undefined): string {
  // A trace with a bug is named after the bug, any other after what it shows.
  return resolve(folder ?? folderOf(trace), `${trace.bug?.id ?? name}.json`);
}

/** @param file - absolute path */
export function writeTrace(trace: Trace, file: string): WrittenTrace {
  const text = printTrace(trace);
  try {
    writeWhole(file, text);
    return { file, replay: replayLine(file, consentFor(trace)) };
  } catch (error) {
    // A finding that took minutes must not be lost because the disk is full.
    console.error(`migcheck: ${(error as Error).message}`);
    return { file: '', replay: replayLine(asPasted(text), consentFor(trace)) };
  }
}

/** A file's path as a trace stores it: relative and portable, since other machines may read the trace. */
export function nameFromHere(file: string): string {
  return relative(process.cwd(), resolve(file)).replaceAll(sep, '/');
}

function folderOf({ bug, system }: Trace): string {
  if (bug !== undefined) return join('traces', 'bugs');
  return system === undefined ? REGRESSIONS : join('traces', 'systems');
}

/**
 * @param what - the name of the folder in a complaint
 * @throws UsageError if no file could be written into the folder, which need not exist yet
 */
export function checkFolder(folder: string, what: string): void {
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  if (!statSync(existing).isDirectory()) throw new UsageError(`${what} ${folder}: not a folder`);
  try {
    accessSync(existing, constants.W_OK);
  } catch {
    throw new UsageError(`${what} ${folder}: not writable`);
  }
}
