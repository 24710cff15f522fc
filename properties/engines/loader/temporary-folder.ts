/**
 * Temporary folders. Each is named after the process that it belongs to, so that the next process to
 * start can remove the folders that a killed process has left behind, and no others.
 */
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadFile } from '../../../traces/parse-json.ts';
import { hashOf } from '../../judging/execution/digest.ts';

/** Process id, start time, and the scope of the id (`here`): in another scope it means another process. */
const NAME = /^migcheck-(\d+)-(\d+)-([0-9a-f]{8})-\w{6}$/;

/** A folder of another container, or from before a reboot, counts as abandoned after this time. */
const LEFT_AFTER_MS = 24 * 3_600_000;

/** @throws BadFile if there is no disk space for it */
export function makeTemporaryFolder(): string {
  const name = `migcheck-${process.pid}-${startOf(process.pid) ?? 0}-${here()}-`;
  try {
    return mkdtempSync(join(tmpdir(), name));
  } catch (error) {
    throw notUnpacked(error);
  }
}

/** An error in the temporary folder, such as a full disk, is not a bug of the project. */
export function notUnpacked(error: unknown): BadFile {
  return new BadFile(`the temporary folder ${tmpdir()}: ${(error as Error).message}`);
}

/** Removes the folders of processes that are gone. A folder that cannot be removed stays. */
export function removeLeftFolders(): void {
  for (const name of namesIn(tmpdir())) {
    const folder = join(tmpdir(), name);
    try {
      if (isLeft(name, folder)) rmSync(folder, { recursive: true, force: true });
    } catch {
      // It belongs to another user, or another process is removing it.
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

/** Whether a process is running; a zombie is gone. */
function isRunning(pid: number): boolean {
  if (statusOf(pid)?.[0] === 'Z') return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process that we may not signal still exists.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process was started, in clock ticks since boot; `undefined` if not known. */
function startOf(pid: number): string | undefined {
  return statusOf(pid)?.[START];
}

/** Index of the start time among the fields after the program's name, which may contain blanks. */
const START = 19;

function statusOf(pid: number): readonly string[] | undefined {
  return read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
    ?.replace(/^.*\) /s, '')
    .split(' ');
}

let place: string | undefined;

/** Identifies the scope of process ids: this boot of the machine, and the PID namespace. */
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
