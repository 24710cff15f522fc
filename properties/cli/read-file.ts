/** Reads files that the user names. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Every JSON file of a folder of the project, in the order of their names. */
export function readFolder<Content>(
  folder: string,
  parse: (text: string, where: string) => Content,
): readonly Content[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => join(folder, file))
    .map((path) => parse(readFileSync(path, 'utf8'), path));
}
