/** Writes a file to a path that the user has named. */
import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../../terminal/usage-error.ts';

/**
 * @param what - the name of the path in a complaint
 * @throws UsageError if it is already clear that the file could not be written
 */
export function checkOutput(what: string, path: string): void {
  try {
    if (existsSync(path) && statSync(path).isDirectory()) throw new Error('is a folder');
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw new UsageError(`${what} ${path}: ${(error as Error).message}`);
  }
}

/** @throws UsageError if the file cannot be written */
export function writeOutput(what: string, path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new UsageError(`${what} ${path}: ${(error as Error).message}`);
  }
}
