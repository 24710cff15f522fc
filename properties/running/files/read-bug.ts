/** Finds the bug that somebody names: an id of the catalogue, or a path to a bug file. */
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
 * @param what - what it is called in the complaint that there is none
 * @throws UsageError, or BadFile if there is such a file and it is no bug file
 */
export function readBug(idOrFile: string, what = 'bug'): Bug {
  const path = pathOf(idOrFile, what);
  return parseBug(readText(path, what), path);
}

/** @throws UsageError or BadFile as `readBug` does, and BadFile if no property is to notice the bug */
export function readCatalogued(idOrFile: string, what = 'bug'): CataloguedBug {
  const path = pathOf(idOrFile, what);
  return parseCatalogued(readText(path, what), path);
}

/** @throws UsageError if it is a mere name, and neither a bug's nor a file's */
function pathOf(idOrFile: string, what: string): string {
  if (basename(idOrFile) !== idOrFile) return idOrFile;
  const inCatalogue = join(CATALOGUE, `${idOrFile}.json`);
  if (existsSync(inCatalogue)) return inCatalogue;
  if (existsSync(idOrFile)) return idOrFile;
  const ids = readdirSync(CATALOGUE).map((file) => basename(file, '.json'));
  const meant = didYouMean(idOrFile, ids) || '; --bug list has their names';
  throw new UsageError(`${what} ${idOrFile}: no such file, nor a bug of the catalogue${meant}`);
}

/** Whether two lists of edits are the same word for word, wherever their files were when they were stored. */
export function isSameEdits(one: readonly Edit[], other: readonly Edit[] | undefined): boolean {
  return other !== undefined && isDeepStrictEqual(atPlacesNow(one), atPlacesNow(other));
}

/** Whether it does to the engine, word for word, what the catalogue's bug of this name does. */
export function isOfCatalogue({ id, edits }: Bug): boolean {
  const path = join(CATALOGUE, `${id}.json`);
  return existsSync(path) && isSameEdits(edits, readCatalogued(path).edits);
}

/** Every bug of the catalogue, by id. */
export function readCatalogue(): readonly CataloguedBug[] {
  return readFolder(CATALOGUE, parseCatalogued);
}
