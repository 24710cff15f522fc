/** Writes a trace file so that it is there whole or not at all. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Trace } from '../../traces/trace-file.ts';
import { printTrace } from '../../traces/trace-file.ts';

/** @returns the absolute path */
export function writeTrace(trace: Trace, folder: string | undefined): string {
  const path = resolve(
    folder ?? join('traces', trace.bug === undefined ? 'regressions' : 'bugs'),
    `${nameOf(trace)}.json`,
  );
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, printTrace(trace));
  renameSync(temporary, path);
  return path;
}

/** A bug's traces are told by the bug; others by what they show. */
function nameOf({ bug, scenario, expect }: Trace): string {
  if (bug !== undefined) return bug.id;
  const property = (expect.property ?? expect.verdict).toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `${property}-${scenario.name}-${expect.digest.slice(0, 8)}`;
}
