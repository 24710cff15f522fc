/** The page of a trace, made by the command that makes such pages. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../project-root.ts';

const CLI = join(projectRoot, '.build', 'properties', 'cli', 'main.js');

/**
 * A report without it is still a report, so whatever fails here is told and passed over.
 *
 * @returns whether there is one now
 */
export function writeTracePage(trace: string, page: string): boolean {
  const { status, stderr } = spawnSync(process.execPath, [CLI, 'view', trace, '--out', page], {
    encoding: 'utf8',
  });
  if (status !== 0) console.error(`migcheck: no page of ${trace}: ${stderr.trim()}`);
  return status === 0;
}
