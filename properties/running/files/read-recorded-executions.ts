/** After how many executions each bug of the catalogue was found when that was last written down. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../project-root.ts';

/** What the suite of the catalogue has written down. */
const RECORD = join(
  projectRoot,
  'properties/suites/proving/__snapshots__/catalogue.deep.test.ts.snap',
);

/** @returns by id; nothing where the record is missing */
export function readRecordedExecutions(): ReadonlyMap<string, number> {
  const text = existsSync(RECORD) ? readFileSync(RECORD, 'utf8') : '';
  const lines = text.matchAll(/> has '([a-z0-9-]+)' found 1`\] = `"[\w-]+: (\d+)"`/g);
  return new Map(Array.from(lines, ([, id = '', executions]) => [id, Number(executions)]));
}
