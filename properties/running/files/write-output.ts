/** Writes a file that the user has asked for by a flag. */
import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../../terminal/usage-error.ts';

/** @throws UsageError if it is plain beforehand that such a file could not be written */
export function checkOutput(flag: string, path: string): void {
  try {
    if (existsSync(path) && statSync(path).isDirectory()) throw new Error('is a folder');
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw new UsageError(`${flag} ${path}: ${(error as Error).message}`);
  }
}

/** @throws UsageError if it cannot be written */
export function writeOutput(flag: string, path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new UsageError(`${flag} ${path}: ${(error as Error).message}`);
  }
}
