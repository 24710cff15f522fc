/**
 * What the build was made from and what came of it, as a file in it. It is written last and at once,
 * so a build without one, or with one that says so, has not come to its end.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @import { FileStates } from './files.js' */

/**
 * @typedef {object} Manifest
 * @property {1} version
 * @property {boolean} isComplete - or else it was refused by the compiler
 * @property {number} at - when the states were taken, in milliseconds
 * @property {FileStates} sources
 * @property {FileStates} outputs - what is run of it, the page of a trace included
 * @property {FileStates} pageInputs - what that page was made from
 */

const FILE = '.build/manifest.json';

/**
 * @param {string} root
 * @returns {Manifest | undefined} if there is one that can be read
 */
export function readManifest(root) {
  try {
    const manifest = JSON.parse(readFileSync(join(root, FILE), 'utf8'));
    const isOurs = manifest?.version === 1 && typeof manifest.at === 'number';
    const parts = [manifest?.sources, manifest?.outputs, manifest?.pageInputs];
    const isWhole = parts.every((part) => typeof part === 'object' && part !== null);
    return isOurs && isWhole ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} root
 * @param {Manifest} manifest
 */
export function writeManifest(root, manifest) {
  const file = join(root, FILE);
  const unfinished = `${file}.${process.pid}`;
  try {
    writeFileSync(unfinished, JSON.stringify(manifest));
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** @param {string} root */
export function removeManifest(root) {
  rmSync(join(root, FILE), { force: true });
}
