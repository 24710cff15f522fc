/**
 * The first thing that everything does that is run from a build: where the sources lie beside it, the
 * build must be theirs. What is installed as a package has no sources, and nothing to be compared with.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './project-root.ts';

const isCheckout = existsSync(join(projectRoot, 'tsconfig.json'));

/** @throws Error with one line if it is not, and cannot be made so */
export async function keepBuildFresh(): Promise<void> {
  if (!isCheckout) return;
  const module = join(projectRoot, 'properties', 'building', 'keep-fresh.js');
  if (!existsSync(module)) throw new Error('these are not the sources of this build: npm ci');
  const { keepFresh } = (await import(pathToFileURL(module).href)) as { keepFresh: () => void };
  keepFresh();
}

/** Loads what a command consists of; if it must not be run, exit 2 and one line. */
export async function startFresh(load: () => Promise<unknown>): Promise<void> {
  try {
    await keepBuildFresh();
  } catch (error) {
    console.error(`migcheck: ${(error as Error).message}`);
    process.exit(2);
  }
  await load();
}
