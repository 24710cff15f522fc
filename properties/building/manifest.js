/**
 * A file in the build that lists what it was made from, and its outputs. It is written last, and
 * atomically: a build without a manifest, or with one that says so, is incomplete.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @import { FileStates } from './files.js' */

/**
 * @typedef {object} Manifest
 * @property {1} version
 * @property {boolean} isComplete - false if the compiler reported errors
 * @property {number} at - when the states were taken, in milliseconds
 * @property {FileStates} sources
 * @property {FileStates} outputs - the emitted modules and the trace page
 * @property {FileStates} pageInputs - what the trace page was made from
 */

const FILE = '.build/manifest.json';

/**
 * @param {string} root
 * @returns {Manifest | undefined} `undefined` if there is none that can be read
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
