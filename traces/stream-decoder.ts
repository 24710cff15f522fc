/**
 * The judge's own decoder of a migration stream. It shares nothing with the engine that wrote the
 * stream, because an encoder and a decoder that share code agree on each other's mistakes. It is
 * incremental: bytes may arrive in any portions, and each complete item is reported once.
 *
 * The grammar is QEMU's (qemu_loadvm_state_main): header, one RAM section in several parts, device state,
 * end of stream. Positions in messages are byte offsets from the beginning of the stream.
 */

import { Incomplete, name, skip, u32, u64, u8 } from './byte-cursor.ts';
import { decodeConfiguration } from './configuration-decoder.ts';
import { decodeAdvice, decodeSwitchOver } from './command-decoder.ts';
import type { StreamBlock, StreamDecoder, StreamListener, StreamShape } from './stream-grammar.ts';
import {
  decodeGuest,
  expectFooter,
  expectNumber,
  expectSection,
  fail,
  flag,
  isOfQemu,
  MAGIC,
  NO_BLOCK,
  PAGE_SIZE_MIN,
  PAGE_UNIT,
  RAM,
  sectionType,
  VERSION,
} from './stream-grammar.ts';

export function makeStreamDecoder(shape: StreamShape): StreamDecoder {
  return { shape, ...fresh(), cursor: { bytes: new Uint8Array(), at: 0, end: 0 } };
}

/**
 * For a preempt channel: it carries only page records, of blocks that the main stream has listed, and
 * possibly an end of section at the end.
 */
export function makeRecordDecoder(
  shape: StreamShape,
  blocks: readonly StreamBlock[],
): StreamDecoder {
  const decoder = makeStreamDecoder(shape);
  resetRecordDecoder(decoder, blocks);
  return decoder;
}

/** Forgets everything but the blocks, for the next preempt channel. */
export function resetRecordDecoder(decoder: StreamDecoder, blocks: readonly StreamBlock[]): void {
  resetStreamDecoder(decoder);
  decoder.blocks = blocks;
  decoder.expects = 'bare records';
}

/** Resets the position, for the stream on which a postcopy migration continues after its link has dropped. */
export function resumeStreamDecoder(decoder: StreamDecoder): void {
  const { blocks, ramId } = decoder;
  resetStreamDecoder(decoder);
  decoder.blocks = blocks;
  decoder.ramId = ramId;
  decoder.postcopy = 'active';
  decoder.expects = 'ram part';
}

/** Forgets everything, for the next stream. */
export function resetStreamDecoder(decoder: StreamDecoder): void {
  Object.assign(decoder, fresh());
}

function fresh(): Omit<StreamDecoder, 'shape' | 'cursor'> {
  return {
    expects: 'header',
    offset: 0,
    blocks: [],
    ramId: RAM.id,
    currentBlock: NO_BLOCK,
    isInLastPart: false,
    isAfresh: false,
    postcopy: 'none',
  };
}

/**
 * Decodes every complete item in `bytes[from, end)`.
 *
 * @returns where the first incomplete item begins: pass those bytes again with more after them
 * @throws GrammarError at the first item that is not allowed where it stands
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
      const from = decoder.offset;
      decoder.offset += cursor.at - done;
      done = cursor.at;
      listener.item?.(from, decoder.offset);
    }
  } catch (error) {
    if (!(error instanceof Incomplete)) throw error;
  }
  return done;
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
      return decodeRamPart(decoder, listener);
    case 'records':
    case 'bare records':
      return decodeRecord(decoder, listener);
    case 'device state':
      return decodeDeviceState(decoder, listener);
    case 'opaque':
      return decodeOpaque(decoder, listener);
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
  const type = u8(cursor);
  if (type === sectionType.command) return decodeAdvice(decoder, listener);
  if (isOfQemu(decoder) && type !== sectionType.start)
    return decodeConfiguration(decoder, type, listener);
  expectNumber(decoder, type, sectionType.start, 'section type');
  const id = expectSection(decoder, RAM);
  const size = u64(cursor);
  if (size % PAGE_UNIT !== flag.memSize)
    fail(decoder, 'the RAM section does not begin with its size');
  const blocks: StreamBlock[] = [];
  let left = (size - flag.memSize) / PAGE_UNIT;
  while (left > 0) {
    const block = decodeBlock(decoder);
    blocks.push(block);
    left -= block.pages;
  }
  if (left < 0) fail(decoder, 'the blocks are longer than the RAM size');
  expectNumber(decoder, u64(cursor), flag.eos, 'end of section');
  expectFooter(decoder, id);
  decoder.blocks = blocks;
  decoder.ramId = id;
  decoder.expects = 'ram part';
  listener.section?.('start');
  listener.blocks(blocks);
}

/** A block states its host page size only with postcopy, and only if it is not the usual one. */
function decodeBlock(decoder: StreamDecoder): StreamBlock {
  const { cursor } = decoder;
  const block: StreamBlock = { name: name(cursor), pages: u64(cursor) / PAGE_UNIT };
  if (!Number.isInteger(block.pages) || block.pages === 0)
    fail(decoder, `block ${block.name} is not a whole number of pages long`);
  if (decoder.postcopy === 'none') return block;
  // What follows is a size, the name of the next block (never empty), or the end of the section.
  const { at } = cursor;
  if (u8(cursor) !== 0) {
    cursor.at = at;
    return block;
  }
  cursor.at = at;
  const pageSize = u64(cursor);
  if (pageSize >= PAGE_SIZE_MIN) return { ...block, pageSize };
  cursor.at = at;
  return block;
}

function decodeRamPart(decoder: StreamDecoder, listener: StreamListener): void {
  const type = u8(decoder.cursor);
  if (type === sectionType.command) return decodeSwitchOver(decoder, listener);
  if (decoder.postcopy === 'discarding')
    fail(decoder, 'pages between the discards and the package');
  if (type !== sectionType.part && type !== sectionType.end)
    fail(decoder, `a section of type ${type} before the RAM section has ended`);
  expectNumber(decoder, u32(decoder.cursor), decoder.ramId, 'section id');
  decoder.isInLastPart = type === sectionType.end;
  decoder.expects = 'records';
  listener.section?.(decoder.isInLastPart ? 'end' : 'part');
}

function decodeRecord(decoder: StreamDecoder, listener: StreamListener): void {
  const { cursor } = decoder;
  const word = u64(cursor);
  const page = Math.floor(word / PAGE_UNIT);
  const flags = word % PAGE_UNIT;
  if (flags === flag.eos) {
    if (page !== 0) fail(decoder, 'an end of section with an offset');
    if (decoder.expects === 'bare records') {
      decoder.expects = 'nothing';
      return listener.end();
    }
    expectFooter(decoder, decoder.ramId);
    const deviceState = isOfQemu(decoder) ? 'opaque' : 'device state';
    const rest = decoder.postcopy === 'active' ? 'end' : deviceState;
    decoder.expects = decoder.isInLastPart ? rest : 'ram part';
    return listener.endOfSection?.();
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
    if (decoder.currentBlock === NO_BLOCK)
      fail(decoder, 'a same-block record with no block before it');
    return decoder.currentBlock;
  }
  const blockName = name(decoder.cursor);
  const block = decoder.blocks.findIndex((candidate) => candidate.name === blockName);
  if (block === NO_BLOCK) fail(decoder, `a record of unknown block ${JSON.stringify(blockName)}`);
  if (block === decoder.currentBlock && !decoder.isAfresh) listener.nameRepeated?.(block);
  decoder.isAfresh = false;
  return block;
}

/** Nothing in the state says where it ends, so the decoder takes all bytes that have arrived. */
function decodeOpaque({ cursor }: StreamDecoder, listener: StreamListener): void {
  const from = cursor.at;
  cursor.at = cursor.end;
  listener.opaque?.(cursor.bytes, from, cursor.end);
}

function decodeDeviceState(decoder: StreamDecoder, listener: StreamListener): void {
  decodeGuest(decoder, listener);
  decoder.expects = 'end';
}
