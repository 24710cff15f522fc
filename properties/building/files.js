/**
 * The sources of the build and the files that they are compiled to: which exist, and what they contain.
 * Only content counts; an untouched file is just a quick sign that its content is the same.
 */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';

/**
 * What a file contains, and what the file system says about it.
 *
 * @typedef {{ readonly hash: string, readonly stamp: string, readonly changedAt: number }} FileState
 */

/** @typedef {Readonly<Record<string, FileState>>} FileStates by path from the root, with slashes */

const ROOMS = ['model', 'impl', 'traces', 'properties'];
const SOURCE = /\.tsx?$|^(?:.*\/)?tsconfig\.json$|^traces\/viewer\/.*\.(?:css|html)$/;
const NOT_EMITTED = /^traces\/viewer\/|\.d\.ts$/;

/**
 * @param {string} root
 * @returns {string[]} paths of all sources
 */
export function sourcesIn(root) {
  /** @type {string[]} */
  const found = ['tsconfig.json'];
  for (const room of ROOMS) collect(root, room, found);
  return found;
}

/**
 * @param {string} root
 * @param {string} folder
 * @param {string[]} found - added to
 */
function collect(root, folder, found) {
  for (const entry of readdirSync(`${root}/${folder}`, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) collect(root, path, found);
    else if (SOURCE.test(path)) found.push(path);
  }
}

/**
 * @param {readonly string[]} sources
 * @returns {string[]} paths of the modules that the compiler emits for them
 */
export function outputsOf(sources) {
  return sources
    .filter((path) => path.endsWith('.ts') && !NOT_EMITTED.test(path))
    .map((path) => `.build/${path.slice(0, -'.ts'.length)}.js`);
}

/**
 * @param {string} root
 * @param {readonly string[]} paths
 * @param {{ readonly states: FileStates, readonly at: number }} [known] - the states at an earlier
 *   time, so that not every file has to be read
 * @returns {FileStates} of the files that exist
 */
export function statesOf(root, paths, known) {
  /** @type {Record<string, FileState>} */
  const states = {};
  for (const path of paths) {
    const state = stateOf(`${root}/${path}`, known?.states[path], known?.at ?? 0);
    if (state !== undefined) states[path] = state;
  }
  return states;
}

/** A file system's clock may be this coarse, so a file read just after a change may have changed again. */
const COARSE_MS = 2000;

/**
 * @param {string} file
 * @param {FileState | undefined} known
 * @param {number} knownAt
 * @returns {FileState | undefined}
 */
function stateOf(file, known, knownAt) {
  try {
    const { size, mtimeMs, ctimeMs, ino } = lstatSync(file);
    const stamp = `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
    if (known?.stamp === stamp && known.changedAt < knownAt - COARSE_MS) return known;
    const hash = createHash('sha256').update(readFileSync(file)).digest('base64url');
    return { hash, stamp, changedAt: Math.max(mtimeMs, ctimeMs) };
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {FileStates} before
 * @param {FileStates} after
 * @returns {string[]} paths of files that are new, gone, or have other content
 */
export function differences(before, after) {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].filter((path) => before[path]?.hash !== after[path]?.hash).toSorted();
}

/**
 * @param {FileStates} one
 * @param {FileStates} other
 * @returns {boolean} whether a state in `one` is not the same object as in `other`: it was read anew
 */
export function haveMoved(one, other) {
  return Object.keys(one).some((path) => one[path] !== other[path]);
}
