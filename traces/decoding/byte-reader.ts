/**
 * Reads numbers, names and ranges of bytes from input of any length that arrives in portions. The code that
 * reads is a generator: it yields when it needs more bytes than have arrived, and resumes at the same place
 * with the next portion. Only unread bytes are kept.
 */

/** A generator that reads something and yields whenever it needs another portion of the input. */
export type Reading<Value = void> = Generator<undefined, Value, undefined>;

export interface ByteReader {
  bytes: Uint8Array;
  /** Positions in `bytes`: of the next byte, and of the end of what has arrived. */
  at: number;
  end: number;
  /** Offset in the input of `bytes[0]`. */
  base: number;
  /** No further portion will come. */
  isOver: boolean;
  /** What is being read, for the message if the input ends in it. */
  doing: string;
}

/** The input ends in the middle of an item. */
export class EndOfInput extends Error {
  override readonly name = 'EndOfInput';

  readonly offset: number;
  readonly what: string;

  /** @param offset - the offset at which the input ends */
  constructor(offset: number, what: string) {
    super(`the input ends at offset ${offset}, in ${what}`);
    this.offset = offset;
    this.what = what;
  }
}

export function makeByteReader(): ByteReader {
  return { bytes: new Uint8Array(), at: 0, end: 0, base: 0, isOver: false, doing: 'the header' };
}

/** Offset in the input of the next byte. */
export function offsetOf({ base, at }: ByteReader): number {
  return base + at;
}

/** Adds the next portion, which belongs to the reader from then on. Bytes read before may be overwritten. */
export function feed(reader: ByteReader, portion: Uint8Array): void {
  const { bytes, at, end } = reader;
  const left = end - at;
  reader.base += at;
  reader.at = 0;
  reader.end = left + portion.length;
  if (left === 0) {
    reader.bytes = portion;
    return;
  }
  // A long item comes in many portions: doubling the room saves moving the whole of it each time.
  if (reader.end > bytes.length) reader.bytes = new Uint8Array(Math.max(2 * left, reader.end));
  reader.bytes.set(bytes.subarray(at, end));
  reader.bytes.set(portion, left);
}

/** @returns whether that many bytes are available; none of them is read */
export function* has(reader: ByteReader, count: number): Reading<boolean> {
  while (reader.end - reader.at < count) {
    if (reader.isOver) return false;
    yield;
  }
  return true;
}

/** @returns the next bytes, which are valid only until more is read. @throws EndOfInput */
export function* take(reader: ByteReader, count: number): Reading<Uint8Array> {
  while (reader.end - reader.at < count) {
    if (reader.isOver) throw new EndOfInput(reader.base + reader.end, reader.doing);
    yield;
  }
  const { at } = reader;
  reader.at = at + count;
  return reader.bytes.subarray(at, at + count);
}

/** Skips that many bytes, which need not fit into memory. @throws EndOfInput */
export function* skip(reader: ByteReader, count: number): Reading {
  let left = count;
  for (;;) {
    const now = Math.min(left, reader.end - reader.at);
    reader.at += now;
    left -= now;
    if (left === 0) return;
    if (reader.isOver) throw new EndOfInput(reader.base + reader.end, reader.doing);
    yield;
  }
}

export function* u8(reader: ByteReader): Reading<number> {
  const [byte = 0] = yield* take(reader, 1);
  return byte;
}

export function* u16(reader: ByteReader): Reading<number> {
  return numberIn(yield* take(reader, 2));
}

export function* u32(reader: ByteReader): Reading<number> {
  return numberIn(yield* take(reader, 4));
}

/** Exact up to 2^53. Larger values are rounded, but no valid number is that large. */
export function* u64(reader: ByteReader): Reading<number> {
  return numberIn(yield* take(reader, 8));
}

/** A text with its length in the byte before it. */
export function* name(reader: ByteReader): Reading<string> {
  const length = yield* u8(reader);
  return textIn(yield* take(reader, length));
}

/** @returns the bytes as a big-endian number */
export function numberIn(bytes: Uint8Array, from = 0, end: number = bytes.length): number {
  let value = 0;
  for (let at = from; at < end; at++) value = value * 256 + (bytes[at] as number);
  return value;
}

export function textIn(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
