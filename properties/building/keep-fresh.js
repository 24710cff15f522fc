/**
 * Makes sure that the build matches the sources. Every program that judges an engine calls this first:
 * if the engine had been edited after the build, the verdict would be about another engine.
 */
import { dirname } from 'node:path';
import { build } from './build.js';
import { differences, haveMoved, sourcesIn, statesOf } from './files.js';
import { alone, aloneOrNot } from './lock.js';
import { readManifest, writeManifest } from './manifest.js';

/** @import { Manifest } from './manifest.js' */

/**
 * How the build and the sources compare.
 *
 * @typedef {object} Comparison
 * @property {string | undefined} why - why a build is needed, if it is
 * @property {Manifest | undefined} base - the manifest of a build to continue from
 * @property {Manifest | undefined} seen - the manifest to store, so that less has to be read next time
 */

const root = dirname(dirname(import.meta.dirname));
let isKnownFresh = false;

/**
 * Builds what has changed, or everything if that is not known.
 *
 * @throws {Error} with one line if it cannot
 */
export function keepFresh() {
  if (isKnownFresh) return;
  const { why, base, seen } = compare();
  if (why === undefined) remember(base, seen);
  else renew(why);
  isKnownFresh = true;
}

/** @returns {Comparison} */
function compare() {
  const known = readManifest(root);
  if (known === undefined)
    return { why: 'the build is not complete', base: undefined, seen: undefined };
  const at = Date.now();
  const sources = statesOf(root, sourcesIn(root), { states: known.sources, at: known.at });
  const paths = Object.keys(known.outputs);
  const outputs = statesOf(root, paths, { states: known.outputs, at: known.at });
  const edited = differences(known.sources, sources);
  const damaged = differences(known.outputs, outputs);
  const isMoved = haveMoved(sources, known.sources) || haveMoved(outputs, known.outputs);
  return {
    why: whyStale({ edited, damaged, isComplete: known.isComplete }),
    base: damaged.length === 0 ? known : undefined,
    seen: isMoved ? { ...known, at, sources, outputs } : undefined,
  };
}

/**
 * @param {{ readonly edited: readonly string[], readonly damaged: readonly string[],
 *   readonly isComplete: boolean }} comparison
 * @returns {string | undefined}
 */
function whyStale({ edited, damaged, isComplete }) {
  if (edited.length > 0) return `${listed(edited)} not the same as at the last build`;
  if (damaged.length > 0) return `${listed(damaged)} not what the compiler wrote`;
  return isComplete ? undefined : 'the last compilation did not finish';
}

/** @param {readonly string[]} paths */
function listed([first, ...others]) {
  return others.length === 0 ? `${first} is` : `${first} and ${others.length} more are`;
}

/**
 * @param {string} why
 * @throws {Error} if it cannot
 */
function renew(why) {
  try {
    alone(root, () => {
      const { why: stillWhy, base } = compare();
      if (stillWhy === undefined) return;
      console.error(`migcheck: building, because ${stillWhy}`);
      build(root, base);
    });
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Error(`${why}, and building it failed: ${message.split('\n', 1)[0]}`);
  }
}

/**
 * Stores what was seen. If it cannot be written, every file is read again the next time.
 *
 * @param {Manifest | undefined} known
 * @param {Manifest | undefined} seen
 */
function remember(known, seen) {
  if (seen === undefined) return;
  aloneOrNot(root, () => {
    if (readManifest(root)?.at !== known?.at) return;
    try {
      writeManifest(root, seen);
    } catch {
      // The old manifest is still correct.
    }
  });
}
