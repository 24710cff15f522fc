/**
 * Reads numbers, names and stretches of bytes from input that comes in portions, however long all of it is.
 * Whoever reads is a generator: it yields where it needs more than has come so far, and goes on in the same
 * place when the next portion is there. Only what has not been read yet is kept.
 */

/** A reading of something: it yields whenever it needs another portion of the input. */
export type Reading<Value = void> = Generator<undefined, Value, undefined>;

export interface ByteReader {
  bytes: Uint8Array;
  /** In `bytes`: what comes next, and where what has come ends. */
  at: number;
  end: number;
  /** Offset in the input of `bytes[0]`. */
  base: number;
  /** Nothing will come any more. */
  isOver: boolean;
  /** What is being read, for whoever has to say in what the input ends. */
  doing: string;
}

/** The input ends before what is being read does. */
export class EndOfInput extends Error {
  override readonly name = 'EndOfInput';

  readonly offset: number;
  readonly what: string;

  /** @param offset - at which the input ends */
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

/** The next portion of the input, which is the reader's from then on. What was read before may be overwritten. */
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
  // What is long comes in many portions: room for as much again saves moving all of it each time.
  if (reader.end > bytes.length) reader.bytes = new Uint8Array(Math.max(2 * left, reader.end));
  reader.bytes.set(bytes.subarray(at, end));
  reader.bytes.set(portion, left);
}

/** @returns whether so many bytes are to be had, none of which has been read then */
export function* has(reader: ByteReader, count: number): Reading<boolean> {
  while (reader.end - reader.at < count) {
    if (reader.isOver) return false;
    yield;
  }
  return true;
}

/** @returns the next bytes, which hold only until more is read. @throws EndOfInput */
export function* take(reader: ByteReader, count: number): Reading<Uint8Array> {
  while (reader.end - reader.at < count) {
    if (reader.isOver) throw new EndOfInput(reader.base + reader.end, reader.doing);
    yield;
  }
  const { at } = reader;
  reader.at = at + count;
  return reader.bytes.subarray(at, at + count);
}

/** Passes over so many bytes, which need not fit into memory. @throws EndOfInput */
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

/** Exact up to 2^53; beyond that it is only certain to be too large for anything. */
export function* u64(reader: ByteReader): Reading<number> {
  return numberIn(yield* take(reader, 8));
}

/** A text with its length in the byte before it. */
export function* name(reader: ByteReader): Reading<string> {
  const length = yield* u8(reader);
  return textIn(yield* take(reader, length));
}

/** @returns the number that the bytes are, the most significant one first */
export function numberIn(bytes: Uint8Array, from = 0, end: number = bytes.length): number {
  let value = 0;
  for (let at = from; at < end; at++) value = value * 256 + (bytes[at] as number);
  return value;
}

export function textIn(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
