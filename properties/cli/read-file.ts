/** Reads files that the user names. */
import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** @throws UsageError if the file cannot be read */
export function readBytes(path: string, what: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'no such file' : (code ?? 'cannot be read');
    throw new UsageError(`${what} ${path}: ${why}`);
  }
}

/** @throws UsageError if the file cannot be read */
export function readText(path: string, what: string): string {
  return new TextDecoder().decode(readBytes(path, what));
}
