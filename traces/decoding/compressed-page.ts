/** A page that the source's `compress` capability (up to QEMU 8.2) has compressed with zlib, on its own. */
import type { Reading } from './byte-reader.ts';
import { take, u32 } from './byte-reader.ts';
import type { Decoding } from './decoding.ts';
import { fail, say, sayRecord } from './decoding.ts';

export function* decodeCompressed(decoding: Decoding, block: string, page: number): Reading {
  const { reader, hearer, pageBytes } = decoding;
  const length = yield* u32(reader);
  // An incompressible page grows by a few bytes.
  if (length > 2 * pageBytes) fail(decoding, `a compressed page of ${length} bytes`);
  const bytes = yield* take(reader, length);
  const how = `compressed to ${length} bytes`;
  if (hearer.inflate === undefined) return say(decoding, `${block}:${page} ${how}`);
  const content = inflated(decoding, hearer.inflate, bytes);
  if (content.length !== pageBytes)
    fail(decoding, `a compressed page of ${content.length} bytes, not ${pageBytes}`);
  sayRecord(decoding, { block, page, content, how: `${how}: ` });
}

function inflated(
  decoding: Decoding,
  inflate: (bytes: Uint8Array) => Uint8Array,
  bytes: Uint8Array,
): Uint8Array {
  try {
    return inflate(bytes);
  } catch (error) {
    return fail(decoding, `a compressed page that cannot be uncompressed: ${String(error)}`);
  }
}
