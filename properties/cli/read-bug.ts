/** Finds the bug that `--bug` names: an id of the catalogue, or a path to a bug file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Bug } from '../../traces/bug-file.ts';
import { parseBug } from '../../traces/bug-file.ts';
import { projectRoot } from '../project-root.ts';
import { UsageError } from './usage-error.ts';

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

/** @throws UsageError if the file cannot be read */
export function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'no such file' : (code ?? 'cannot be read');
    throw new UsageError(`${what} ${path}: ${why}`);
  }
}
