/**
 * Makes the build: runs the compiler, makes the bundles and the trace page, and writes the manifest. No file is
 * removed before its replacement exists, so that a command that is just starting finds its modules.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { differences, outputsOf, sourcesIn, statesOf } from './files.js';
import { removeManifest, writeManifest } from './manifest.js';

/** @import { FileStates } from './files.js' */
/** @import { Manifest } from './manifest.js' */

const COMMAND = '.build/properties/commands/process/main.js';
/** The bundles: each is one file with modules that are loaded together. */
const BUNDLES = ['.build/commands.js', '.build/workers.js'];
const BUNDLES_CONFIG = 'properties/tooling/rolldown.config.ts';
/** The trace page, and vite's list of what it was made from. */
const PAGE = '.build/viewer/index.html';
const PAGE_INPUTS = '.build/viewer/inputs.json';
const PAGE_CONFIG = 'properties/tooling/vite.config.ts';
/** If files change while they are compiled, they are compiled again, up to this many times in all. */
const TRIES = 5;

/**
 * Must not run concurrently.
 *
 * @param {string} root
 * @param {Manifest} [known] - of a build to continue from; without one, everything is built anew
 * @throws {Error} with one line: the compiler's first error, or what else went wrong
 */
export function build(root, known) {
  removeManifest(root);
  for (let tries = 0; tries < TRIES; tries++) {
    const at = Date.now();
    const paths = sourcesIn(root);
    const sources = statesOf(root, paths);
    distrustTimes(root, known !== undefined);
    const complaint = run(root, 'typescript', 'bin/tsc', ['-b', '--pretty', 'false']);
    const isComplete = complaint === undefined;
    if (isComplete) makeBundles(root);
    const pageInputs = isComplete ? makePage(root, known) : (known?.pageInputs ?? {});
    if (differences(sources, statesOf(root, sourcesIn(root))).length > 0) continue;
    if (isComplete) finish(root, paths);
    const outputs = statesOf(root, [...outputsOf(paths), ...BUNDLES, PAGE]);
    writeManifest(root, { version: 1, isComplete, at, sources, outputs, pageInputs });
    if (!isComplete) throw new Error(complaint);
    return;
  }
  throw new Error('the sources keep changing while they are compiled');
}

/**
 * Ages the compiler's record of its last run. The compiler looks at times first and would skip a file
 * that was edited without a new time; with an old record it compares the files' content.
 *
 * @param {string} root
 * @param {boolean} isKept - whether to keep the record; otherwise everything is compiled anew
 */
function distrustTimes(root, isKept) {
  for (const file of filesIn(join(root, '.build'))) {
    if (!file.endsWith('.tsbuildinfo')) continue;
    const path = join(root, '.build', file);
    if (isKept) utimesSync(path, 0, 0);
    else rmSync(path);
  }
}

/**
 * @param {string} root
 * @throws {Error} with rolldown's message
 */
function makeBundles(root) {
  const complaint = run(root, 'rolldown', 'bin/cli.mjs', ['-c', BUNDLES_CONFIG]);
  if (complaint !== undefined) throw new Error(complaint);
}

/**
 * @param {string} root
 * @param {Manifest} [known]
 * @returns {FileStates} what the page was made from
 * @throws {Error} with vite's first error
 */
function makePage(root, known) {
  const isThere = known?.outputs[PAGE] !== undefined;
  if (isThere) {
    const { pageInputs } = known;
    const now = statesOf(root, Object.keys(pageInputs), { states: pageInputs, at: known.at });
    if (differences(pageInputs, now).length === 0) return pageInputs;
  }
  const complaint = run(root, 'vite', 'bin/vite.js', ['build', '--config', PAGE_CONFIG]);
  if (complaint !== undefined) throw new Error(complaint);
  /** @type {string[]} */
  const inputs = JSON.parse(readFileSync(join(root, PAGE_INPUTS), 'utf8'));
  return statesOf(root, [PAGE_CONFIG, ...inputs]);
}

/**
 * Removes the outputs of sources that are gone, and checks that all others have been compiled.
 *
 * @param {string} root
 * @param {readonly string[]} sources
 * @throws {Error} if an output is missing
 */
function finish(root, sources) {
  const expected = new Set(outputsOf(sources));
  const missing = [...expected].find((path) => !existsSync(join(root, path)));
  if (missing !== undefined) throw new Error(`${missing} is missing after compilation`);
  for (const room of ['model', 'impl', 'traces', 'properties'])
    for (const file of filesIn(join(root, '.build', room))) {
      const path = `.build/${room}/${file}`;
      if (!/\.(?:js|d\.ts)$/.test(path) || path.startsWith('.build/traces/viewer/')) continue;
      if (!expected.has(path.replace(/\.d\.ts$/, '.js'))) rmSync(join(root, path));
    }
  chmodSync(join(root, COMMAND), 0o755);
}

/**
 * @param {string} root
 * @param {string} name - of the package
 * @param {string} file - of the program, in the package
 * @param {readonly string[]} args
 * @returns {string | undefined} the first line that the program printed, if it failed
 * @throws {Error} if there is no such package
 */
function run(root, name, file, args) {
  const program = join(folderOf(root, name), file);
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error !== undefined) throw error;
  if (status === 0) return undefined;
  const line = `${stdout}\n${stderr}`.split('\n').find((one) => one.trim() !== '');
  return line ?? `${name} failed (${status})`;
}

/**
 * @param {string} root
 * @param {string} name
 */
function folderOf(root, name) {
  try {
    return dirname(createRequire(join(root, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    throw new Error(`${name} is not installed: run npm ci`);
  }
}

/**
 * @param {string} folder
 * @returns {string[]} paths below it, with slashes; none if the folder does not exist
 */
function filesIn(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
      file.replaceAll('\\', '/'),
    );
  } catch {
    return [];
  }
}
