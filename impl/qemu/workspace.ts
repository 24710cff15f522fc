/**
 * A folder for the sockets, memory and logs of a session. It never outlives the harness: a janitor,
 * which is a process in a session of its own, waits until the harness is gone, by whatever hand, and
 * removes it. Where that one was ended as well, or never began, the next session does.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Workspace {
  readonly folder: string;
  /** A path in it that nobody has been given yet. */
  readonly path: (name: string) => string;
  /** A workspace of its own in it, for one run, that can be closed earlier. */
  readonly inner: () => Workspace;
  readonly close: () => void;
}

/** In memory if possible: guest memory is a file here. */
const SHARED_MEMORY = '/dev/shm';

/** Ends when its standard input does, which is when nobody is left who holds the other end. */
const JANITOR = 'cat >/dev/null; rm -rf -- "$1"';

export function openWorkspace(): Workspace {
  const parent = existsSync(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir();
  removeLeft(parent);
  // Whose it is can be told from outside.
  const folder = mkdtempSync(join(parent, `migcheck-${process.pid}-${numbering()}-`));
  const janitor = spawn('sh', ['-c', JANITOR, 'janitor', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.on('error', () => undefined);
  janitor.stdin.on('error', () => undefined);
  // It is not waited for.
  janitor.unref();
  (janitor.stdin as Partial<Socket>).unref?.();
  return workspaceIn(folder, () => janitor.stdin.end());
}

/** Names where processes are counted together: elsewhere a number means another one. */
function numbering(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
  } catch {
    return '0';
  }
}

/** Nobody lives who would use it. */
function removeLeft(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid, where] = /^migcheck-(\d+)-(\d+)-\w{6}$/.exec(name) ?? [];
    if (pid === undefined || where !== numbering() || existsSync(`/proc/${pid}`)) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // It is somebody else's.
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
