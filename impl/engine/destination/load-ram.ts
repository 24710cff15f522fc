/** Loads the RAM section (ram_load_precopy): the list of blocks, then page records until EOS. */
import { TARGET_PAGE_SIZE } from '../../scenario.ts';
import { tracepoint } from '../../tracepoints.ts';
import {
  FLAG_CONTINUE,
  FLAG_EOS,
  FLAG_MEM_SIZE,
  FLAG_PAGE,
  FLAG_ZERO,
  hasPageSize,
} from '../stream/stream-format.ts';
import type { StreamReader } from '../stream/stream-reader.ts';
import type { Incoming, IncomingBlock, IncomingChannel } from './incoming.ts';

/** @throws StreamError unless the source has the same blocks: same names, lengths and total size */
export function loadBlockList(incoming: Incoming, reader: StreamReader): void {
  const { blocks, load } = incoming;
  const pages = blocks.reduce((sum, block) => sum + block.pagesBefore + block.usedPages, 0);
  if (reader.u64('RAM size') !== pages * TARGET_PAGE_SIZE + FLAG_MEM_SIZE)
    reader.refuse('the RAM size is not that of this machine', 8);
  for (const block of blocks) {
    const name = reader.text('block name');
    if (name !== block.name) reader.refuse(`block ${block.name} expected`, name.length);
    const length = (block.pagesBefore + block.usedPages) * TARGET_PAGE_SIZE;
    if (reader.u64('block length') !== length)
      reader.refuse(`block ${block.name} has another length on this machine`, 8);
    if (load.postcopy !== 'none' && hasPageSize(block))
      if (reader.u64('page size') !== block.hostPageSize)
        reader.refuse(`block ${block.name} has another page size on this machine`, 8);
  }
  if (reader.u64('end of RAM section') !== FLAG_EOS) reader.refuse('no end of RAM section', 8);
}

/** One page record that has been read but not stored. */
export interface PageRecord {
  /** Dense index. */
  readonly page: number;
  /** `undefined` for a zero page; otherwise valid only until the channel is written to. */
  readonly content: Uint8Array | undefined;
}

/** @returns `undefined` at the end of the section */
export function readRecord(
  { blocks, machine }: Incoming,
  from: IncomingChannel,
  reader: StreamReader,
): PageRecord | undefined {
  const word = reader.u64('record');
  const flags = word % TARGET_PAGE_SIZE;
  if (word === FLAG_EOS) return undefined;
  const block = readBlockOfRecord(blocks, from, { reader, flags });
  const page = Math.floor(word / TARGET_PAGE_SIZE) - block.pagesBefore;
  if (page < 0 || page >= block.usedPages) reader.refuse(`no page ${page} in block ${block.name}`);
  const kind = flags & ~FLAG_CONTINUE;
  if (kind === FLAG_ZERO) {
    if (reader.u8('zero page') !== 0) reader.refuse('a zero page filled with something else', 1);
    return { page: block.firstPage + page, content: undefined };
  }
  if (kind !== FLAG_PAGE) reader.refuse(`record with flags 0x${flags.toString(16)}`);
  return {
    page: block.firstPage + page,
    content: reader.bytes(machine.memory.pageBytes, 'page'),
  };
}

/** Before the switch-over: writes a page into memory as soon as it arrives. */
export function loadPage(incoming: Incoming, { page, content }: PageRecord): void {
  const { machine, userFault, received, trace, load } = incoming;
  if (content === undefined) machine.memory.store(page, 0);
  else machine.memory.writePage(page, content);
  if (load.postcopy !== 'none') userFault.touch(page);
  received.set(page);
  trace.emit(tracepoint.ram_load_page, page, content === undefined ? 1 : 0);
}

function readBlockOfRecord(
  blocks: readonly IncomingBlock[],
  from: IncomingChannel,
  { reader, flags }: { readonly reader: StreamReader; readonly flags: number },
): IncomingBlock {
  if ((flags & FLAG_CONTINUE) === 0) {
    const name = reader.text('block name');
    from.lastBlock.set(blocks.findIndex((block) => block.name === name) + 1);
    if (from.lastBlock.get() === 0) reader.refuse(`unknown block ${JSON.stringify(name)}`);
  }
  return (
    blocks[from.lastBlock.get() - 1] ?? reader.refuse('a same-block record with no block before it')
  );
}
