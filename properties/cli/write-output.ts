/** Writes a file that the user has asked for by a flag. */
import { writeFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** @throws UsageError if it cannot be written */
export function writeOutput(flag: string, path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new UsageError(`${flag} ${path}: ${(error as Error).message}`);
  }
}
