/** Finds the bug that `--bug` names: an id of the catalogue, or a path to a bug file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Bug } from '../../traces/bug-file.ts';
import { parseBug } from '../../traces/bug-file.ts';
import { projectRoot } from '../project-root.ts';
import { readText } from './read-file.ts';

const CATALOGUE = join(projectRoot, 'properties', 'bugs');

/** @throws UsageError, or BadFile if there is such a file and it is no bug file */
export function readBug(idOrFile: string): Bug {
  const inCatalogue = join(CATALOGUE, `${idOrFile}.json`);
  const isId = basename(idOrFile) === idOrFile && existsSync(inCatalogue);
  const path = isId ? inCatalogue : idOrFile;
  return parseBug(readText(path, '--bug'), path);
}

/** Every bug of the catalogue, by id. */
export function readCatalogue(): readonly Bug[] {
  return readdirSync(CATALOGUE)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => parseBug(readFileSync(join(CATALOGUE, file), 'utf8'), join(CATALOGUE, file)));
}
