/**
 * A folder for the sockets, memory and logs of a session. It does not outlive the harness: a janitor, a
 * process in its own session, waits until the harness has ended for any reason, and removes the folder. If
 * the janitor was killed too, or never started, the next session removes the folder.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Workspace {
  readonly folder: string;
  /** A new path in the folder, different from every earlier one. */
  readonly path: (name: string) => string;
  /** A workspace inside this one, for one run, that can be closed earlier. */
  readonly inner: () => Workspace;
  readonly close: () => void;
}

/** In memory if possible, since guest memory is a file in the workspace. */
const SHARED_MEMORY = '/dev/shm';

/** Ends when its standard input ends, which happens when no process holds the other end any more. */
const JANITOR = 'cat >/dev/null; rm -rf -- "$1"';

export function openWorkspace(): Workspace {
  const parent = existsSync(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir();
  removeLeft(parent);
  // The name tells other sessions which process owns the folder.
  const folder = mkdtempSync(join(parent, `migcheck-${process.pid}-${numbering()}-`));
  const janitor = spawn('sh', ['-c', JANITOR, 'janitor', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.on('error', () => undefined);
  janitor.stdin.on('error', () => undefined);
  // The harness does not wait for the janitor.
  janitor.unref();
  (janitor.stdin as Partial<Socket>).unref?.();
  return workspaceIn(folder, () => janitor.stdin.end());
}

/** Identifies the PID namespace: in another namespace a PID means another process. */
function numbering(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
  } catch {
    return '0';
  }
}

/** Removes the workspaces of harnesses that have ended. */
function removeLeft(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid, where] = /^migcheck-(\d+)-(\d+)-\w{6}$/.exec(name) ?? [];
    if (pid === undefined || where !== numbering() || existsSync(`/proc/${pid}`)) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // The folder belongs to another user.
    }
  }
}

function workspaceIn(folder: string, onClose: () => void): Workspace {
  let given = 0;
  const path = (name: string): string => join(folder, `${++given}-${name}`);
  return {
    folder,
    path,
    inner() {
      const own = path('run');
      mkdirSync(own);
      return workspaceIn(own, () => undefined);
    },
    close() {
      rmSync(folder, { recursive: true, force: true });
      onClose();
    },
  };
}
