/**
 * Reads a file of any size, or standard input, in portions. Gzipped input is decompressed on the way; it
 * is recognized by its first two bytes, not by its name.
 */
import { closeSync, fstatSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../../terminal/usage-error.ts';
import { openPlainFile, whyUnread } from './read-file.ts';

const PORTION_BYTES = 1 << 18;
const GZIP = [0x1f, 0x8b] as const;

/** The name that stands for standard input. */
export const STANDARD_INPUT = '-';

/**
 * Each portion is a separate buffer.
 *
 * @param what - the name of the input in a complaint
 * @throws UsageError if the file is not regular, cannot be read, or its compressed data is damaged
 */
export async function* readPortions(path: string, what: string): AsyncGenerator<Uint8Array> {
  const raw = path === STANDARD_INPUT ? standardInput() : portionsOf(path, what);
  const [head, rest] = await beginOf(raw);
  const isCompressed = head[0] === GZIP[0] && head[1] === GZIP[1];
  if (!isCompressed) return yield* rest;
  const plain = Readable.from(rest).pipe(createGunzip());
  try {
    for await (const portion of plain) yield portion as Uint8Array;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${what} ${path}: compressed, and ${(error as Error).message}`);
  }
}

/** The last bytes of a file; `undefined` for standard input and for a file that cannot be read. */
export function readTail(path: string, bytesMax: number): Uint8Array | undefined {
  if (path === STANDARD_INPUT) return undefined;
  let file: number | undefined;
  try {
    file = openPlainFile(path, 'stream');
    const { size } = fstatSync(file);
    const bytes = new Uint8Array(Math.min(size, bytesMax));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, size - bytes.length));
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function* portionsOf(path: string, what: string): Generator<Uint8Array> {
  const file = openPlainFile(path, what);
  try {
    for (;;) {
      const portion = new Uint8Array(PORTION_BYTES);
      const length = readSync(file, portion, 0, PORTION_BYTES, null);
      if (length === 0) return;
      yield portion.subarray(0, length);
    }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(`${what} ${path}: ${whyUnread(error)}`);
  } finally {
    closeSync(file);
  }
}

async function* standardInput(): AsyncGenerator<Uint8Array> {
  for await (const portion of process.stdin) yield portion as Uint8Array;
}

type Portions = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** @returns the beginning, of at least two bytes unless the input is shorter, and the whole input */
async function beginOf(portions: Portions): Promise<[Uint8Array, AsyncGenerator<Uint8Array>]> {
  const iterator =
    Symbol.asyncIterator in portions
      ? portions[Symbol.asyncIterator]()
      : portions[Symbol.iterator]();
  let head = new Uint8Array();
  while (head.length < GZIP.length) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    head = head.length === 0 ? new Uint8Array(value) : new Uint8Array([...head, ...value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    for (;;) {
      const { done, value } = await iterator.next();
      if (done === true) return;
      yield value;
    }
  }
  return [head, all()];
}
