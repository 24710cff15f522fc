/**
 * Folders for what is needed for a while only. Each is named for the process that it belongs to, so
 * that whoever starts next can remove what one that was killed has left behind, and nothing else.
 */
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadFile } from '../../../traces/parse-json.ts';
import { hashOf } from '../../judging/execution/digest.ts';

/** The process, when it was started, and where: a number means another process elsewhere. */
const NAME = /^migcheck-(\d+)-(\d+)-([0-9a-f]{8})-\w{6}$/;

/** What was left elsewhere, as before the machine was started anew, is old by then. */
const LEFT_AFTER_MS = 24 * 3_600_000;

/** @throws BadFile if there is no room for it */
export function makeTemporaryFolder(): string {
  const name = `migcheck-${process.pid}-${startOf(process.pid) ?? 0}-${here()}-`;
  try {
    return mkdtempSync(join(tmpdir(), name));
  } catch (error) {
    throw notUnpacked(error);
  }
}

/** That the machine has no room for what is needed for a while is nobody's bug. */
export function notUnpacked(error: unknown): BadFile {
  return new BadFile(`the temporary folder ${tmpdir()}: ${(error as Error).message}`);
}

/** Removes the folders of processes that are gone. What cannot be removed stays. */
export function removeLeftFolders(): void {
  for (const name of namesIn(tmpdir())) {
    const folder = join(tmpdir(), name);
    try {
      if (isLeft(name, folder)) rmSync(folder, { recursive: true, force: true });
    } catch {
      // It is somebody else's, or somebody else is removing it.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isLeft(name: string, folder: string): boolean {
  const [, pid, start, place] = NAME.exec(name) ?? [];
  if (pid === undefined) return false;
  const { uid, mtimeMs } = lstatSync(folder);
  if (process.getuid !== undefined && uid !== process.getuid()) return false;
  if (place !== here()) return Date.now() - mtimeMs > LEFT_AFTER_MS;
  if (!isRunning(Number(pid))) return true;
  const startNow = startOf(Number(pid));
  return startNow !== undefined && start !== '0' && startNow !== start;
}

/** A process that has ended and that nobody has taken note of is gone. */
function isRunning(pid: number): boolean {
  if (statusOf(pid)?.[0] === 'Z') return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Whoever may not be signalled is there nevertheless.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process was started, in units of the system; `undefined` where it does not say. */
function startOf(pid: number): string | undefined {
  return statusOf(pid)?.[START];
}

/** The fields behind the name of the program, which may have blanks in it. */
const START = 19;

function statusOf(pid: number): readonly string[] | undefined {
  return read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
    ?.replace(/^.*\) /s, '')
    .split(' ');
}

let place: string | undefined;

/** A number for where processes are counted together: the machine since it was started, the container. */
function here(): string {
  place ??= (
    hashOf(
      `${read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))} ` +
        `${read(() => readlinkSync('/proc/self/ns/pid'))}`,
    ) >>> 0
  )
    .toString(16)
    .padStart(8, '0');
  return place;
}

function read(what: () => string): string | undefined {
  try {
    return what();
  } catch {
    return undefined;
  }
}
