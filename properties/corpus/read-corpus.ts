/** The corpus: traces of what was once violated, in a folder that anybody may have put files into. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BadFile } from '../../traces/parse-json.ts';
import type { Trace } from '../../traces/trace-file.ts';
import { parseTrace } from '../../traces/trace-file.ts';
import { readText } from '../cli/read-file.ts';
import { REGRESSIONS } from '../cli/write-trace.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { propertyNamed } from '../lockstep/property-id.ts';

export interface Regression {
  /** Absolute path. */
  readonly file: string;
  readonly trace: Trace;
  /** What it violated, if the trace says so. */
  readonly property: PropertyId | undefined;
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
  const trace = parseTrace(readText(file, 'trace'), file);
  const { property } = trace.expect;
  const id = property === undefined ? undefined : propertyNamed(property);
  if (property !== undefined && id === undefined)
    throw new BadFile(`${file}: expects ${JSON.stringify(property)}, which is no property`);
  return { file, trace, property: id };
}
