/** Finds a bug by its id in the catalogue or by the path of a bug file. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Bug, CataloguedBug, Edit } from '../../../traces/bug-file.ts';
import { parseBug, parseCatalogued } from '../../../traces/bug-file.ts';
import { atPlacesNow } from '../../engines/loader/places-now.ts';
import { projectRoot } from '../../project-root.ts';
import { didYouMean } from '../../terminal/suggest.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { readFolder, readText } from './read-file.ts';

const CATALOGUE = join(projectRoot, 'properties', 'bugs');

/**
 * @param what - the name of the argument in a complaint
 * @throws UsageError if the file cannot be found or read, BadFile if it is not a bug file
 */
export function readBug(idOrFile: string, what = 'bug'): Bug {
  const path = pathOf(idOrFile, what);
  return parseBug(readText(path, what), path);
}

/**
 * @throws UsageError or BadFile as `readBug` does, and BadFile if the file does not name the property that
 *   must catch the bug
 */
export function readCatalogued(idOrFile: string, what = 'bug'): CataloguedBug {
  const path = pathOf(idOrFile, what);
  return parseCatalogued(readText(path, what), path);
}

/** @throws UsageError if it is a bare name, but neither the id of a bug nor the name of a file */
function pathOf(idOrFile: string, what: string): string {
  if (basename(idOrFile) !== idOrFile) return idOrFile;
  const inCatalogue = join(CATALOGUE, `${idOrFile}.json`);
  if (existsSync(inCatalogue)) return inCatalogue;
  if (existsSync(idOrFile)) return idOrFile;
  const ids = readdirSync(CATALOGUE).map((file) => basename(file, '.json'));
  const meant = didYouMean(idOrFile, ids) || '; --bug list shows their names';
  throw new UsageError(`${what} ${idOrFile}: neither a file nor a bug of the catalogue${meant}`);
}

/** Whether two lists of edits are identical, even if the edited files have moved since. */
export function isSameEdits(one: readonly Edit[], other: readonly Edit[] | undefined): boolean {
  return other !== undefined && isDeepStrictEqual(atPlacesNow(one), atPlacesNow(other));
}

/** Whether the bug's edits are identical to those of the catalogue's bug with the same id. */
export function isOfCatalogue({ id, edits }: Bug): boolean {
  const path = join(CATALOGUE, `${id}.json`);
  return existsSync(path) && isSameEdits(edits, readCatalogued(path).edits);
}

/** Every bug of the catalogue, in the order of their ids. */
export function readCatalogue(): readonly CataloguedBug[] {
  return readFolder(CATALOGUE, parseCatalogued);
}
