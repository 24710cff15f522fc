/**
 * The sources of the build and what they are compiled to, as files: which there are, and what they
 * hold. Content is what counts; that a file has not been touched is only a quick way to know it.
 */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';

/**
 * What a file holds, and what the file system says of it.
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
 * @returns {string[]} paths of what the compiler makes of them, and runs
 */
export function outputsOf(sources) {
  return sources
    .filter((path) => path.endsWith('.ts') && !NOT_EMITTED.test(path))
    .map((path) => `.build/${path.slice(0, -'.ts'.length)}.js`);
}

/**
 * @param {string} root
 * @param {readonly string[]} paths
 * @param {{ readonly states: FileStates, readonly at: number }} [known] - what was the case then, so
 *   that not everything has to be read
 * @returns {FileStates} of those that are there
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

/** A file system's clock may be so coarse: what had changed just before it was read may have again. */
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
 * @returns {string[]} what is new, gone, or holds something else
 */
export function differences(before, after) {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].filter((path) => before[path]?.hash !== after[path]?.hash).toSorted();
}

/**
 * @param {FileStates} one
 * @param {FileStates} other
 * @returns {boolean} whether there is something that the one knows better
 */
export function haveMoved(one, other) {
  return Object.keys(one).some((path) => one[path] !== other[path]);
}
