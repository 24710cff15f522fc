/** Allows one build at a time: the building process creates a folder with its process id in it. */
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = '.build/building';
const WAIT_MS = 50;
/** How long to wait for another build, which takes seconds, or a minute on a busy machine. */
const PATIENCE_MS = 600_000;
/** A wait is reported once it is this long. */
const QUIET_MS = 3000;

/**
 * Runs the work under the lock. Waits for another process that is building, unless it was killed.
 *
 * @param {string} root
 * @param {() => void} work
 * @throws {Error} if the folder cannot be written to, or the wait takes too long
 */
export function alone(root, work) {
  mkdirSync(join(root, '.build'), { recursive: true });
  const folder = join(root, FOLDER);
  const since = Date.now();
  let isTold = false;
  while (!take(folder)) {
    const owner = ownerOf(folder);
    const waited = Date.now() - since;
    if (owner !== undefined && !isAlive(owner)) release(folder, owner);
    else if (waited > PATIENCE_MS)
      throw new Error(`process ${owner} is still building, according to ${FOLDER}`);
    else sleep(WAIT_MS);
    if (isTold || waited < QUIET_MS) continue;
    isTold = true;
    console.error(`migcheck: waiting for process ${owner}, which is building`);
  }
  try {
    work();
  } finally {
    release(folder, process.pid);
  }
}

/**
 * Runs the work under the lock; does nothing if another process is building, or the lock cannot be taken.
 *
 * @param {string} root
 * @param {() => void} work
 */
export function aloneOrNot(root, work) {
  const folder = join(root, FOLDER);
  try {
    if (!take(folder)) return;
  } catch {
    return;
  }
  try {
    work();
  } finally {
    release(folder, process.pid);
  }
}

/**
 * Renames a folder that already has the process id in it: it cannot replace a folder that is not empty.
 *
 * @param {string} folder
 * @returns {boolean} whether the lock is ours
 */
function take(folder) {
  const own = `${folder}.${process.pid}`;
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own);
  writeFileSync(join(own, String(process.pid)), '');
  try {
    renameSync(own, folder);
    return true;
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM') return false;
    throw error;
  }
}

/**
 * Removes only the owner's own mark, and the folder only if it is then empty: by now it may belong to
 * another process.
 *
 * @param {string} folder
 * @param {number} owner
 */
function release(folder, owner) {
  rmSync(join(folder, String(owner)), { force: true });
  try {
    rmdirSync(folder);
  } catch {
    // Another process has it.
  }
}

/**
 * @param {string} folder
 * @returns {number | undefined}
 */
function ownerOf(folder) {
  try {
    const [name] = readdirSync(folder);
    return name === undefined ? undefined : Number(name);
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {number} milliseconds */
function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
