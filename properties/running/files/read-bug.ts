/** Finds the bug that somebody names: an id of the catalogue, or a path to a bug file. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Bug, CataloguedBug, Edit } from '../../../traces/bug-file.ts';
import { parseBug, parseCatalogued } from '../../../traces/bug-file.ts';
import { atPlacesNow } from '../../engines/loader/places-now.ts';
import { projectRoot } from '../../project-root.ts';
import { readFolder, readText } from './read-file.ts';

const CATALOGUE = join(projectRoot, 'properties', 'bugs');

/**
 * @param what - what it is called in the complaint that there is none
 * @throws UsageError, or BadFile if there is such a file and it is no bug file
 */
export function readBug(idOrFile: string, what = 'bug'): Bug {
  const path = pathOf(idOrFile);
  return parseBug(readText(path, what), path);
}

/** @throws UsageError or BadFile as `readBug` does, and BadFile if no property is to notice the bug */
export function readCatalogued(idOrFile: string, what = 'bug'): CataloguedBug {
  const path = pathOf(idOrFile);
  return parseCatalogued(readText(path, what), path);
}

function pathOf(idOrFile: string): string {
  const inCatalogue = join(CATALOGUE, `${idOrFile}.json`);
  const isId = basename(idOrFile) === idOrFile && existsSync(inCatalogue);
  return isId ? inCatalogue : idOrFile;
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
