/**
 * A trace as one word to paste into a terminal or a bug report. The text is deflated, since a trace is
 * repetitive, and the checksum of the format (zlib, RFC 1950) reveals a word that is damaged or cut.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import { UsageError } from '../../terminal/usage-error.ts';
import { TEXT_BYTES_MAX } from './read-file.ts';

/** @returns the text in base64url, which has no special characters of any shell */
export function asPasted(text: string): string {
  return deflateSync(text, { level: 9 }).toString('base64url');
}

export function looksPasted(word: string): boolean {
  return /^[A-Za-z0-9_-]{40,}$/.test(word);
}

/**
 * The pasted trace as bytes. Older words, which are not deflated, encode the text itself.
 *
 * @param where - the name of the word in a complaint
 * @throws UsageError if a part is missing or changed
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

/** The first byte of the zlib data written here (RFC 1950); the text of a trace never begins with it. */
const ZLIB = 0x78;
