/**
 * A folder for the sockets, memory and logs of a session. It never outlives the harness: a janitor,
 * which is a process in a session of its own, waits until the harness is gone, by whatever hand, and
 * removes it.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Workspace {
  readonly folder: string;
  /** A path in it that nobody has been given yet. */
  readonly path: (name: string) => string;
  readonly close: () => void;
}

/** In memory if possible: guest memory is a file here. */
const SHARED_MEMORY = '/dev/shm';

/** Ends when its standard input does, which is when nobody is left who holds the other end. */
const JANITOR = 'cat >/dev/null; rm -rf -- "$1"';

export function openWorkspace(): Workspace {
  const parent = existsSync(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir();
  const folder = mkdtempSync(join(parent, 'migcheck-'));
  const janitor = spawn('sh', ['-c', JANITOR, 'janitor', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.on('error', () => undefined);
  janitor.stdin.on('error', () => undefined);
  // It is not waited for.
  janitor.unref();
  if ('unref' in janitor.stdin && typeof janitor.stdin.unref === 'function') janitor.stdin.unref();
  let given = 0;
  return {
    folder,
    path: (name) => join(folder, `${++given}-${name}`),
    close() {
      rmSync(folder, { recursive: true, force: true });
      janitor.stdin.end();
    },
  };
}
