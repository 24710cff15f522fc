/** How many executions it took to find each bug of the catalogue when that was last recorded. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../project-root.ts';

/** The snapshot of the catalogue's suite. */
const RECORD = join(
  projectRoot,
  'properties/suites/proving/__snapshots__/catalogue.deep.test.ts.snap',
);

/** @returns executions by bug id; empty if the snapshot is missing */
export function readRecordedExecutions(): ReadonlyMap<string, number> {
  const text = existsSync(RECORD) ? readFileSync(RECORD, 'utf8') : '';
  const lines = text.matchAll(/> has '([a-z0-9-]+)' found 1`\] = `"[\w-]+: (\d+)"`/g);
  return new Map(Array.from(lines, ([, id = '', executions]) => [id, Number(executions)]));
}
