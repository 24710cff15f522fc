/**
 * The return path of a postcopy migration: the destination's messages to the source, mostly page
 * requests. It is decoded like the stream: in any portions, and refused at the first invalid message.
 */
import type { ByteCursor } from './byte-cursor.ts';
import { Incomplete, name, skip, u16, u32, u64 } from './byte-cursor.ts';
import { printable } from './printable.ts';
import { GrammarError, PAGE_UNIT } from './stream-grammar.ts';

/** One message from the destination. */
export type ReturnMessage =
  | { readonly kind: 'shut'; readonly error: number }
  | { readonly kind: 'pong'; readonly value: number }
  /** The destination requests pages `[page, page + pages)` of the block. */
  | {
      readonly kind: 'request';
      readonly block: string;
      readonly page: number;
      readonly pages: number;
    }
  | { readonly kind: 'received-bitmap'; readonly block: string }
  | { readonly kind: 'resume-ack'; readonly value: number }
  | { readonly kind: 'switchover-ack' };

export interface ReturnPathDecoder {
  /** Bytes decoded so far. */
  offset: number;
  /** The block that the last request named; a request without a name is for the same one. */
  block: string | undefined;
}

const message = {
  shut: 1,
  pong: 2,
  requestOfBlock: 3,
  request: 4,
  receivedBitmap: 5,
  resumeAck: 6,
  switchoverAck: 7,
} as const;

/** One bit per page: no guest that is migrated here has that many. */
const BITMAP_BYTES_MAX = 1 << 24;
const BITMAP_END = [0x01234567, 0x89abcdef] as const;

export function makeReturnPathDecoder(): ReturnPathDecoder {
  return { offset: 0, block: undefined };
}

/**
 * Decodes every complete message in `bytes[from, end)`.
 *
 * @param hear - is called with each message and the offset in the return path at which it ends
 * @returns where the first incomplete message begins: pass those bytes again with more after them
 * @throws GrammarError at the first invalid message
 */
export function decodeReturnPath(
  decoder: ReturnPathDecoder,
  bytes: Uint8Array,
  range: { from: number; end: number },
  hear: (message: ReturnMessage, end: number) => void,
): number {
  const cursor: ByteCursor = { bytes, at: range.from, end: range.end };
  let done = range.from;
  try {
    while (done < range.end) {
      const heard = decodeMessage(decoder, cursor);
      decoder.offset += cursor.at - done;
      done = cursor.at;
      hear(heard, decoder.offset);
    }
  } catch (error) {
    if (!(error instanceof Incomplete)) throw error;
  }
  return done;
}

function decodeMessage(decoder: ReturnPathDecoder, cursor: ByteCursor): ReturnMessage {
  const type = u16(cursor);
  const length = u16(cursor);
  const first = cursor.at;
  const heard = decodeArgument(decoder, type, cursor);
  if (cursor.at - first !== length) fail(decoder, `message ${type} of ${length} bytes`);
  if (heard.kind === 'received-bitmap') skipBitmap(decoder, cursor);
  return heard;
}

function decodeArgument(
  decoder: ReturnPathDecoder,
  type: number,
  cursor: ByteCursor,
): ReturnMessage {
  switch (type) {
    case message.shut:
      return { kind: 'shut', error: u32(cursor) };
    case message.pong:
      return { kind: 'pong', value: u32(cursor) };
    case message.requestOfBlock:
    case message.request: {
      const page = u64(cursor) / PAGE_UNIT;
      const pages = u32(cursor) / PAGE_UNIT;
      const block = type === message.request ? decoder.block : name(cursor);
      if (block === undefined) return fail(decoder, 'a request that names no block');
      if (!Number.isSafeInteger(page) || !Number.isInteger(pages) || pages === 0)
        fail(decoder, `a request that is not for whole pages of block ${block}`);
      decoder.block = block;
      return { kind: 'request', block, page, pages };
    }
    case message.receivedBitmap:
      return { kind: 'received-bitmap', block: name(cursor) };
    case message.resumeAck:
      return { kind: 'resume-ack', value: u32(cursor) };
    case message.switchoverAck:
      return { kind: 'switchover-ack' };
    default:
      return fail(decoder, `a message of type ${type}`);
  }
}

/** The bitmap follows its message: its length, the bits, and an end mark. */
function skipBitmap(decoder: ReturnPathDecoder, cursor: ByteCursor): void {
  const length = u64(cursor);
  if (length > BITMAP_BYTES_MAX) fail(decoder, `a bitmap of ${length} bytes`);
  skip(cursor, length);
  for (const half of BITMAP_END)
    if (u32(cursor) !== half) fail(decoder, 'a bitmap without its end');
}

function fail(decoder: ReturnPathDecoder, reason: string): never {
  throw new GrammarError(printable(`return path, offset ${decoder.offset}: ${reason}`));
}
