/**
 * The judge's own reading of a migration stream. It shares nothing with the engine that wrote the
 * stream, since an encoder and a decoder that share code agree on each other's mistakes. It is
 * incremental: bytes may come in any portions, and each complete item is reported once.
 *
 * The grammar is QEMU's (qemu_loadvm_state_main): header, one RAM section in several parts, device state,
 * end of stream. Positions in messages are byte offsets from the beginning of the stream.
 */

import type { ByteCursor } from './byte-cursor.ts';
import { Incomplete, name, skip, u32, u64, u8 } from './byte-cursor.ts';

export interface StreamShape {
  /** Bytes of content per page record. */
  readonly pageBytes: number;
}

export interface StreamBlock {
  readonly name: string;
  readonly pages: number;
}

/** Hears of each complete item, in stream order. */
export interface StreamListener {
  blocks(blocks: readonly StreamBlock[]): void;
  zeroPage(block: number, page: number): void;
  /** The content is `bytes[at, at + pageBytes)` of the portion that was decoded last. */
  normalPage(block: number, page: number, bytes: Uint8Array, at: number): void;
  /** A record names the block of the record before it: allowed, but it need not. */
  nameRepeated?(block: number): void;
  /** Where each actor of the guest stands in its program. */
  deviceState(positions: readonly number[]): void;
  end(): void;
}

export interface StreamDecoder {
  readonly shape: StreamShape;
  /** What may come next. */
  expects: Expected;
  /** Bytes decoded so far. */
  offset: number;
  blocks: readonly StreamBlock[];
  /** The block that the last record named, or -1. */
  currentBlock: number;
  isInLastPart: boolean;
  readonly cursor: ByteCursor;
}

type Expected =
  'header' | 'ram start' | 'ram part' | 'records' | 'device state' | 'end' | 'nothing';

/** The stream breaks its grammar. */
export class GrammarError extends Error {
  override readonly name = 'GrammarError';
}

export function makeStreamDecoder(shape: StreamShape): StreamDecoder {
  return {
    shape,
    expects: 'header',
    offset: 0,
    blocks: [],
    currentBlock: NO_BLOCK,
    isInLastPart: false,
    cursor: { bytes: new Uint8Array(), at: 0, end: 0 },
  };
}

/** Forgets everything, for the next stream. */
export function resetStreamDecoder(decoder: StreamDecoder): void {
  decoder.expects = 'header';
  decoder.offset = 0;
  decoder.blocks = [];
  decoder.currentBlock = NO_BLOCK;
  decoder.isInLastPart = false;
}

/**
 * Decodes every complete item in `bytes[from, end)`.
 *
 * @returns where the first incomplete item begins: to be given again with more bytes behind it
 * @throws GrammarError at the first item that cannot stand where it does
 */
export function decodeStream(
  decoder: StreamDecoder,
  bytes: Uint8Array,
  range: { from: number; end: number },
  listener: StreamListener,
): number {
  const { cursor } = decoder;
  cursor.bytes = bytes;
  cursor.at = range.from;
  cursor.end = range.end;
  let done = range.from;
  try {
    while (done < range.end) {
      decodeItem(decoder, listener);
      decoder.offset += cursor.at - done;
      done = cursor.at;
    }
  } catch (error) {
    if (!(error instanceof Incomplete)) throw error;
  }
  return done;
}

const NO_BLOCK = -1;
/** What one page counts in offsets and lengths, whatever its content size. */
const PAGE_UNIT = 4096;

/** More vCPUs than any machine has. */
const ACTORS_MAX = 4096;

const MAGIC = 0x5145564d;
const VERSION = 3;
const RAM: Section = { id: 1, name: 'ram', version: 4 };
const GUEST: Section = { id: 2, name: 'guest', version: 1 };
const sectionType = { eof: 0, start: 1, part: 2, end: 3, full: 4, footer: 0x7e } as const;
const flag = { zero: 0x02, memSize: 0x04, page: 0x08, eos: 0x10, sameBlock: 0x20 } as const;

interface Section {
  readonly id: number;
  readonly name: string;
  readonly version: number;
}

function decodeItem(decoder: StreamDecoder, listener: StreamListener): void {
  switch (decoder.expects) {
    case 'header':
      expectNumber(decoder, u32(decoder.cursor), MAGIC, 'magic');
      expectNumber(decoder, u32(decoder.cursor), VERSION, 'stream version');
      decoder.expects = 'ram start';
      return;
    case 'ram start':
      return decodeRamStart(decoder, listener);
    case 'ram part':
      return decodeRamPart(decoder);
    case 'records':
      return decodeRecord(decoder, listener);
    case 'device state':
      return decodeDeviceState(decoder, listener);
    case 'end':
      expectNumber(decoder, u8(decoder.cursor), sectionType.eof, 'end of stream');
      decoder.expects = 'nothing';
      return listener.end();
    case 'nothing':
      return fail(decoder, 'a byte after the end of the stream');
  }
}

function decodeRamStart(decoder: StreamDecoder, listener: StreamListener): void {
  const { cursor } = decoder;
  expectNumber(decoder, u8(cursor), sectionType.start, 'section type');
  expectSection(decoder, RAM);
  const size = u64(cursor);
  if (size % PAGE_UNIT !== flag.memSize)
    fail(decoder, 'the RAM section does not begin with its size');
  const blocks: StreamBlock[] = [];
  let left = (size - flag.memSize) / PAGE_UNIT;
  while (left > 0) {
    const block = { name: name(cursor), pages: u64(cursor) / PAGE_UNIT };
    if (!Number.isInteger(block.pages) || block.pages === 0)
      fail(decoder, `block ${block.name} is not a number of pages long`);
    blocks.push(block);
    left -= block.pages;
  }
  if (left < 0) fail(decoder, 'the blocks are longer than the RAM size');
  expectNumber(decoder, u64(cursor), flag.eos, 'end of section');
  expectFooter(decoder, RAM.id);
  decoder.blocks = blocks;
  decoder.expects = 'ram part';
  listener.blocks(blocks);
}

function decodeRamPart(decoder: StreamDecoder): void {
  const type = u8(decoder.cursor);
  if (type !== sectionType.part && type !== sectionType.end)
    fail(decoder, `a section of type ${type} before the RAM section has ended`);
  expectNumber(decoder, u32(decoder.cursor), RAM.id, 'section id');
  decoder.isInLastPart = type === sectionType.end;
  decoder.expects = 'records';
}

function decodeRecord(decoder: StreamDecoder, listener: StreamListener): void {
  const { cursor } = decoder;
  const word = u64(cursor);
  const page = Math.floor(word / PAGE_UNIT);
  const flags = word % PAGE_UNIT;
  if (flags === flag.eos) {
    if (page !== 0) fail(decoder, 'an end of section with an offset');
    expectFooter(decoder, RAM.id);
    decoder.expects = decoder.isInLastPart ? 'device state' : 'ram part';
    return;
  }
  const block = decodeBlockOfRecord(decoder, flags, listener);
  const { pages, name: blockName } = decoder.blocks[block] as StreamBlock;
  if (page >= pages) fail(decoder, `page ${page} of block ${blockName}, which has ${pages}`);
  switch (flags & ~flag.sameBlock) {
    case flag.zero:
      if (u8(cursor) !== 0) fail(decoder, 'a zero page filled with something else');
      decoder.currentBlock = block;
      return listener.zeroPage(block, page);
    case flag.page: {
      const content = skip(cursor, decoder.shape.pageBytes);
      decoder.currentBlock = block;
      return listener.normalPage(block, page, cursor.bytes, content);
    }
    default:
      return fail(decoder, `a record with flags 0x${flags.toString(16)}`);
  }
}

function decodeBlockOfRecord(
  decoder: StreamDecoder,
  flags: number,
  listener: StreamListener,
): number {
  if ((flags & flag.sameBlock) !== 0) {
    if (decoder.currentBlock === NO_BLOCK) fail(decoder, 'a record that continues no block');
    return decoder.currentBlock;
  }
  const blockName = name(decoder.cursor);
  const block = decoder.blocks.findIndex((candidate) => candidate.name === blockName);
  if (block === NO_BLOCK) fail(decoder, `a record of unknown block ${JSON.stringify(blockName)}`);
  if (block === decoder.currentBlock) listener.nameRepeated?.(block);
  return block;
}

function decodeDeviceState(decoder: StreamDecoder, listener: StreamListener): void {
  const { cursor } = decoder;
  expectNumber(decoder, u8(cursor), sectionType.full, 'section type');
  expectSection(decoder, GUEST);
  const count = u32(cursor);
  if (count > ACTORS_MAX) fail(decoder, `device state of ${count} actors`);
  const positions = Array.from({ length: count }, () => u32(cursor));
  expectFooter(decoder, GUEST.id);
  decoder.expects = 'end';
  listener.deviceState(positions);
}

function expectSection(decoder: StreamDecoder, section: Section): void {
  const { cursor } = decoder;
  expectNumber(decoder, u32(cursor), section.id, 'section id');
  const sectionName = name(cursor);
  if (sectionName !== section.name)
    fail(decoder, `section ${JSON.stringify(sectionName)} instead of ${section.name}`);
  expectNumber(decoder, u32(cursor), 0, 'section instance');
  expectNumber(decoder, u32(cursor), section.version, 'section version');
}

function expectFooter(decoder: StreamDecoder, id: number): void {
  expectNumber(decoder, u8(decoder.cursor), sectionType.footer, 'section footer');
  expectNumber(decoder, u32(decoder.cursor), id, 'id in the section footer');
}

function expectNumber(decoder: StreamDecoder, found: number, expected: number, what: string): void {
  if (found !== expected) fail(decoder, `${what} ${found}, not ${expected}`);
}

function fail(decoder: StreamDecoder, reason: string): never {
  throw new GrammarError(`offset ${decoder.offset}: ${reason}`);
}
