/** Reads big-endian numbers and names from a portion of a byte stream. */

/** The portion ends before the item does; more bytes may come. */
export class Incomplete extends Error {
  override readonly name = 'Incomplete';
}

const INCOMPLETE = new Incomplete('more bytes are needed');

export interface ByteCursor {
  bytes: Uint8Array;
  at: number;
  end: number;
}

/** Moves over `count` bytes and returns where they begin. @throws Incomplete */
export function skip(cursor: ByteCursor, count: number): number {
  const { at } = cursor;
  if (at + count > cursor.end) throw INCOMPLETE;
  cursor.at = at + count;
  return at;
}

export function u8(cursor: ByteCursor): number {
  return cursor.bytes[skip(cursor, 1)] as number;
}

export function u16(cursor: ByteCursor): number {
  return u8(cursor) * 256 + u8(cursor);
}

export function u32(cursor: ByteCursor): number {
  const at = skip(cursor, 4);
  const { bytes } = cursor;
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

/** Exact up to 2^53. Larger values are rounded, but no valid number is that large. */
export function u64(cursor: ByteCursor): number {
  const high = u32(cursor);
  return high * 0x1_0000_0000 + u32(cursor);
}

/** A name with its length in the byte before it. */
export function name(cursor: ByteCursor): string {
  const length = u8(cursor);
  const at = skip(cursor, length);
  let text = '';
  for (let index = at; index < at + length; index++)
    text += String.fromCharCode(cursor.bytes[index] as number);
  return text;
}
