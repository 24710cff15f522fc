/**
 * A trace as one word to paste, in a terminal or in a bug report: deflated, since a trace says most things
 * several times, and with the checksum of that format, so that a word of which a part is missing is noticed.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import { UsageError } from '../../terminal/usage-error.ts';
import { TEXT_BYTES_MAX } from './read-file.ts';

/** @returns in base64url, which no shell takes for anything else */
export function asPasted(text: string): string {
  return deflateSync(text, { level: 9 }).toString('base64url');
}

export function looksPasted(word: string): boolean {
  return /^[A-Za-z0-9_-]{40,}$/.test(word);
}

/**
 * What was pasted, as bytes. Words that were made before traces were deflated begin as the text does.
 *
 * @param where - what it is called in the complaint
 * @throws UsageError if a part is missing, or another one has come in
 */
export function fromPasted(word: string, where: string): Uint8Array {
  const bytes = Buffer.from(word, 'base64url');
  if (bytes[0] !== ZLIB) return bytes;
  try {
    return inflateSync(bytes, { maxOutputLength: TEXT_BYTES_MAX });
  } catch {
    throw new UsageError(`${where}: cannot be unpacked: a part is missing, or it has been changed`);
  }
}

/** The first byte of what is deflated so (RFC 1950), with which no text of a trace begins. */
const ZLIB = 0x78;
