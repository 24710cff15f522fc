/** A section of RAM, or a part of one: the list of blocks, and page records (ram_load in QEMU). */
import type { Reading } from './byte-reader.ts';
import { has, name, numberIn, offsetOf, take, u64, u8 } from './byte-reader.ts';
import { decodeCompressed } from './compressed-page.ts';
import type { DecodedBlock, Decoding } from './decoding.ts';
import { beginItem, cannotRead, fail, hex, say, sayRecord } from './decoding.ts';
import { decodeMappedBlock } from './mapped-ram.ts';
import { decodeDelta } from './xbzrle.ts';

const flag = {
  zero: 0x02,
  memSize: 0x04,
  page: 0x08,
  eos: 0x10,
  sameBlock: 0x20,
  xbzrle: 0x40,
  hook: 0x80,
  compressed: 0x100,
  multifdFlush: 0x200,
} as const;

/** Smaller than any host page, and larger than any word that holds only flags. */
const HOST_PAGE_BYTES_MIN = 1024;

/** Decodes records up to the mark that ends the section. */
export function* decodeRecords(decoding: Decoding): Reading {
  for (;;) {
    beginItem(decoding, 'a record of RAM');
    if (yield* decodeRecord(decoding)) return;
  }
}

/** @returns whether the record was the mark that ends the section */
function* decodeRecord(decoding: Decoding): Reading<boolean> {
  const { reader, pageBytes } = decoding;
  const word = yield* u64(reader);
  const page = Math.floor(word / pageBytes);
  const flags = word % pageBytes;
  const kind = flags & ~flag.sameBlock;
  if (kind === flag.eos) {
    if (page !== 0) fail(decoding, 'an end of section with an offset');
    return true;
  }
  if (kind === flag.memSize) yield* decodeBlocks(decoding, page * pageBytes);
  else if (kind === flag.multifdFlush)
    say(decoding, 'multifd flush: wait for the multifd channels');
  else if (kind === flag.hook)
    cannotRead(decoding, 'an RDMA hook: its pages are not in the stream');
  else yield* decodePage(decoding, kind, page, (flags & flag.sameBlock) !== 0);
  return false;
}

function* decodePage(
  decoding: Decoding,
  kind: number,
  page: number,
  isSameBlock: boolean,
): Reading {
  const { reader, pageBytes } = decoding;
  const isKnown =
    kind === flag.zero || kind === flag.page || kind === flag.xbzrle || kind === flag.compressed;
  if (!isKnown) fail(decoding, `a record of RAM with flags ${hex(kind)}`);
  const block = isSameBlock ? decoding.block : yield* name(reader);
  if (block === undefined) return fail(decoding, 'a same-block record with no block before it');
  checkPage(decoding, block, page);
  decoding.block = block;
  reader.doing = `the record of ${block}:${page}`;
  if (kind === flag.xbzrle) return yield* decodeDelta(decoding, block, page);
  if (kind === flag.compressed) return yield* decodeCompressed(decoding, block, page);
  if (kind === flag.page)
    return sayRecord(decoding, { block, page, content: yield* take(reader, pageBytes) });
  const filler = yield* u8(reader);
  if (filler !== 0) fail(decoding, `a page of zeros filled with ${hex(filler)}`);
  sayRecord(decoding, { block, page, content: undefined });
}

/** Checks that the page exists; on a channel that lists no blocks, any name is accepted. */
function checkPage(decoding: Decoding, block: string, page: number): void {
  if (decoding.blocks === undefined) {
    if (block === '') fail(decoding, 'a record of a block without a name');
    return;
  }
  const found = decoding.blocks.get(block);
  if (found === undefined)
    return fail(decoding, `a record of unknown block ${JSON.stringify(block)}`);
  if (page >= found.pages)
    fail(decoding, `page ${page} of block ${block}, which has ${found.pages}`);
}

/** The list of all blocks, sent at setup, with what some capabilities add to each. */
function* decodeBlocks(decoding: Decoding, totalBytes: number): Reading {
  const { reader, capabilities } = decoding;
  const begin = decoding.itemAt;
  const isMapped = capabilities.has('mapped-ram');
  const listed: string[] = [];
  const blocks = new Map<string, DecodedBlock>();
  let left = totalBytes;
  while (left > 0) {
    reader.doing = 'the list of blocks';
    if (isMapped) beginItem(decoding, 'the list of blocks');
    const { block, bytes } = yield* decodeBlock(decoding);
    left -= bytes;
    if (left < 0) fail(decoding, 'the blocks are longer than the RAM size');
    if (blocks.has(block.name)) fail(decoding, `block ${block.name} is listed twice`);
    blocks.set(block.name, block);
    const details: string[] = [];
    if (decoding.isAdvised && !capabilities.has('x-ignore-shared') && !isMapped) {
      const hostPageBytes = yield* decodeHostPage(decoding);
      if (hostPageBytes !== undefined) details.push(`of ${hostPageBytes} bytes`);
    }
    if (capabilities.has('x-ignore-shared')) details.push(`at ${hex(yield* u64(reader))}`);
    if (isMapped) yield* decodeMappedBlock(decoding, block);
    else listed.push(`${block.name} (${[`${block.pages} pages`, ...details].join(' ')})`);
  }
  decoding.blocks = blocks;
  if (isMapped) return;
  decoding.itemAt = begin;
  say(decoding, `RAM: ${listed.join(', ')}`);
}

function* decodeBlock(
  decoding: Decoding,
): Reading<{ readonly block: DecodedBlock; readonly bytes: number }> {
  const { reader, pageBytes } = decoding;
  const title = yield* name(reader);
  const bytes = yield* u64(reader);
  const pages = bytes / pageBytes;
  if (title === '') fail(decoding, 'a block without a name');
  if (!Number.isInteger(pages) || pages === 0)
    fail(decoding, `block ${title} is not a whole number of pages long`);
  return { block: { name: title, pages }, bytes };
}

/** What follows is a size, the name of the next block (never empty), or a word of flags. */
function* decodeHostPage({ reader }: Decoding): Reading<number | undefined> {
  if (!(yield* has(reader, 8))) return undefined;
  const size = numberIn(reader.bytes, reader.at, reader.at + 8);
  const isSize =
    size >= HOST_PAGE_BYTES_MIN && size <= Number.MAX_SAFE_INTEGER && reader.bytes[reader.at] === 0;
  if (!isSize) return undefined;
  yield* take(reader, 8);
  return size;
}

/** Decodes a preempt channel: only records, possibly with an end mark. */
export function* decodePreemptChannel(decoding: Decoding): Reading {
  const { reader } = decoding;
  while (yield* has(reader, 1)) {
    beginItem(decoding, 'a record of the preempt channel');
    if (!(yield* decodeRecord(decoding))) continue;
    say(decoding, 'end of channel');
    if (yield* has(reader, 1))
      fail(decoding, `a byte after the end of the channel, at ${offsetOf(reader)}`);
    return;
  }
}
