/**
 * Every program that runs from a build calls this first: in a checkout, the build must match the
 * sources. An installed package has no sources to compare with.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './project-root.ts';

const isCheckout = existsSync(join(projectRoot, 'tsconfig.json'));

/** @throws Error with one line if the build is stale and cannot be renewed */
export async function keepBuildFresh(): Promise<void> {
  if (!isCheckout) return;
  const module = join(projectRoot, 'properties', 'building', 'keep-fresh.js');
  if (!existsSync(module)) throw new Error('the build does not match the sources: run npm ci');
  const { keepFresh } = (await import(pathToFileURL(module).href)) as { keepFresh: () => void };
  keepFresh();
}

/** Loads a command's modules; if the build is stale and cannot be renewed, prints a line and exits with 2. */
export async function startFresh(load: () => Promise<unknown>): Promise<void> {
  try {
    await keepBuildFresh();
  } catch (error) {
    console.error(`migcheck: ${(error as Error).message}`);
    process.exit(2);
  }
  await load();
}
