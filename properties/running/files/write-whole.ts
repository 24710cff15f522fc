/** Writes a file so that it is there whole or not at all. */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Its folder is made if need be. @throws Error if the file cannot be written */
export function writeWhole(file: string, text: string): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  removeLeftovers(folder);
  const temporary = `${file}.migcheck-${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

/** A process that was killed between writing and renaming could not tidy up. */
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
    // Whoever may not be signalled is there nevertheless.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
