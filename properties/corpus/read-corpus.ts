/** The corpus: traces of what was once violated, in a folder that anybody may have put files into. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BadFile } from '../../traces/parse-json.ts';
import type { Trace } from '../../traces/trace-file.ts';
import { readTraceFile } from '../cli/read-trace.ts';
import { REGRESSIONS } from '../cli/write-trace.ts';

export interface Regression {
  /** Absolute path. */
  readonly file: string;
  readonly trace: Trace;
}

/** A trace has some kilobytes; whatever is so large is none. */
const BYTES_MAX = 16 * 1024 * 1024;

/**
 * In the order of their names; none if there is no such folder. Only files that end in `.json` are
 * looked at.
 *
 * @throws BadFile or UsageError, about the first that is no trace
 */
export function readCorpus(): readonly Regression[] {
  const folder = resolve(REGRESSIONS);
  return namesIn(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => readRegression(join(folder, name)));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new BadFile(`${folder}: ${code === 'ENOTDIR' ? 'not a folder' : code}`);
  }
}

/** @throws BadFile or UsageError if the file is no trace */
export function readRegression(file: string): Regression {
  // To open a pipe would wait for ever for somebody to write into it.
  const found = statSync(file, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) throw new BadFile(`${file}: not a file`);
  if (found !== undefined && found.size > BYTES_MAX) throw new BadFile(`${file}: too large`);
  const trace = readTraceFile(file);
  if (trace.system !== undefined)
    throw new BadFile(`${file}: was recorded on another engine, ${trace.system}`);
  return { file, trace };
}
