/** The corpus: traces of earlier violations, in a folder that may contain arbitrary other files. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BadFile } from '../../../traces/parse-json.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import { readTraceFile } from '../files/read-trace.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { REGRESSIONS } from '../files/write-trace.ts';

export interface Regression {
  /** Absolute path. */
  readonly file: string;
  readonly trace: Trace;
}

export interface Corpus {
  readonly regressions: readonly Regression[];
  /** Files that are not traces, with the complaint about each. */
  readonly refused: readonly RefusedFile[];
}

export interface RefusedFile {
  /** Absolute path. */
  readonly file: string;
  /** A BadFile or UsageError. */
  readonly why: Error;
}

export const NO_CORPUS: Corpus = { regressions: [], refused: [] };

/**
 * Reads the `.json` files of the corpus in the order of their names. The corpus is empty if its folder
 * does not exist.
 */
export function readCorpus(): Corpus {
  const folder = resolve(REGRESSIONS);
  const regressions: Regression[] = [];
  const refused: RefusedFile[] = [];
  let file = folder;
  const reading = (read: () => void): void => {
    try {
      read();
    } catch (why) {
      if (!(why instanceof BadFile || why instanceof UsageError)) throw why;
      refused.push({ file, why });
    }
  };
  reading(() => {
    for (const name of namesIn(folder).filter((one) => one.endsWith('.json'))) {
      file = join(folder, name);
      reading(() => regressions.push(readRegression(file)));
    }
  });
  return { regressions, refused };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new BadFile(`${folder}: ${code === 'ENOTDIR' ? 'not a folder' : code}`);
  }
}

/** @throws BadFile or UsageError if the file is not a trace, or was recorded on another engine */
export function readRegression(file: string): Regression {
  const trace = readTraceFile(file);
  if (trace.system !== undefined)
    throw new BadFile(`${file}: was recorded on another engine, ${trace.system}`);
  return { file, trace };
}
