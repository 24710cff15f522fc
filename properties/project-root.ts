/** The project's root folder, whether this runs from the sources or from the build. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const projectRoot: string = findRoot(import.meta.dirname);

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('there is no package.json above this file');
  return findRoot(parent);
}
