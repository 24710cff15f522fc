/** Writes a file atomically: it either exists in full or not at all. */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Creates the file's folder if needed. @throws Error if the file cannot be written */
export function writeWhole(file: string, text: string | Uint8Array): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  removeLeftovers(folder);
  const temporary = `${file}.migcheck-${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

/** Removes the temporary files of processes that were killed between writing and renaming. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, writer] = /\.migcheck-(\d+)\.tmp$/.exec(name) ?? [];
    if (writer !== undefined && !isRunning(Number(writer)))
      rmSync(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process that we may not signal is running nevertheless.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
