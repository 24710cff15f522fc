/**
 * Reads files that the user names. Only regular files of a manageable size are accepted: opening a pipe,
 * for example, could wait for ever for a writer.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { asMeant, nearest } from '../../terminal/suggest.ts';
import { UsageError } from '../../terminal/usage-error.ts';

const MIB = 2 ** 20;
/** A trace has some kilobytes. The data parsed from much larger texts would not fit into memory. */
export const TEXT_BYTES_MAX: number = 16 * MIB;
/** Streams are larger than texts. */
const BYTES_MAX = 512 * MIB - 1;

/**
 * @param what - the name of the file in a complaint
 * @throws UsageError if the file does not exist, is not regular, is too large, or cannot be read
 */
export function readBytes(path: string, what: string, bytesMax: number = BYTES_MAX): Uint8Array {
  let file: number | undefined;
  try {
    file = openPlainFile(path, what);
    const { size } = fstatSync(file);
    if (size > bytesMax) throw new UsageError(`${what} ${path}: too large`);
    const bytes = readUpTo(file, size, bytesMax);
    if (bytes === undefined) throw new UsageError(`${what} ${path}: too large`);
    return bytes;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${what} ${path}: ${whyUnread(error)}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * @returns the file descriptor, which the caller must close
 * @throws UsageError if the file does not exist, is not regular, or may not be read
 */
export function openPlainFile(path: string, what: string): number {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new UsageError(`${what} ${path}: ${whyUnread(error)}${meantFile(error, path)}`);
  }
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new UsageError(`${what} ${path}: not a file`);
}

/** @throws UsageError as `readBytes` does, or as `decodeText` does */
export function readText(path: string, what: string, bytesMax: number = TEXT_BYTES_MAX): string {
  return decodeText(readBytes(path, what, bytesMax), `${what} ${path}`);
}

/** @throws UsageError if the text is not UTF-8, or begins with a byte order mark */
export function decodeText(bytes: Uint8Array, where: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`${where}: not UTF-8`);
  }
  if (text.startsWith(BYTE_ORDER_MARK))
    throw new UsageError(`${where}: begins with a byte order mark`);
  return text;
}

const BYTE_ORDER_MARK = '\u{FEFF}';

/** A file may grow while it is read, and some files that report size 0 (as in /proc) never end. */
function readUpTo(file: number, expected: number, bytesMax: number): Uint8Array | undefined {
  let bytes = new Uint8Array(expected + 1);
  let length = 0;
  for (;;) {
    const read = readSync(file, bytes, length, bytes.length - length, null);
    if (read === 0) return bytes.subarray(0, length);
    length += read;
    if (length > bytesMax) return undefined;
    if (length < bytes.length) continue;
    const larger = new Uint8Array(Math.min(2 * length, bytesMax) + 1);
    larger.set(bytes);
    bytes = larger;
  }
}

/** Why a file cannot be read, in a few words. */
export function whyUnread(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  const said: Readonly<Record<string, string>> = {
    ENOENT: 'no such file',
    ENXIO: 'not a file',
    EISDIR: 'not a file',
    ELOOP: 'a loop of symbolic links',
    EACCES: 'permission denied',
  };
  return said[code ?? ''] ?? code ?? 'cannot be read';
}

/** Suggests files in the same folder whose names resemble that of a missing file. */
function meantFile(error: unknown, path: string): string {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return '';
  const folder = dirname(path);
  try {
    const near = nearest(basename(path), readdirSync(folder));
    return asMeant(near.map((name) => path.slice(0, -basename(path).length) + name));
  } catch {
    return '';
  }
}

/** Parses every JSON file of a project folder, in the order of their names. */
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
