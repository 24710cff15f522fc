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
    return { file: '', replay: replayLine(asPasted(text), consentFor(trace)) };
  }
}

/** A file as a trace names it, which may be read on another machine. */
export function nameFromHere(file: string): string {
  return relative(process.cwd(), resolve(file)).replaceAll(sep, '/');
}

function folderOf({ bug, system }: Trace): string {
  if (bug !== undefined) return join('traces', 'bugs');
  return system === undefined ? REGRESSIONS : join('traces', 'systems');
}

/**
 * @param what - what it is called in the complaint
 * @throws UsageError if files could not be written into the folder, which need not exist yet
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
