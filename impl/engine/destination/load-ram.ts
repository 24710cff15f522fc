/** Loads the RAM section (ram_load_precopy): the list of blocks, then page records until EOS. */
import { TARGET_PAGE_SIZE } from '../../scenario.ts';
import { tracepoint } from '../../tracepoints.ts';
import {
  FLAG_CONTINUE,
  FLAG_EOS,
  FLAG_MEM_SIZE,
  FLAG_PAGE,
  FLAG_ZERO,
} from '../stream/stream-format.ts';
import type { Incoming, IncomingBlock } from './incoming.ts';
import type { StreamReader } from './stream-reader.ts';

/** The sender's blocks must be ours: same names, same lengths, same sum. */
export function loadBlockList(incoming: Incoming, reader: StreamReader): void {
  const { blocks } = incoming;
  const pages = blocks.reduce((sum, block) => sum + block.usedPages, 0);
  if (reader.u64('RAM size') !== pages * TARGET_PAGE_SIZE + FLAG_MEM_SIZE)
    reader.refuse('not the RAM size of this machine', 8);
  for (const block of blocks) {
    const name = reader.text('block name');
    if (name !== block.name) reader.refuse(`block ${block.name} expected`, name.length);
    if (reader.u64('block length') !== block.usedPages * TARGET_PAGE_SIZE)
      reader.refuse(`another length of block ${block.name} expected`, 8);
  }
  if (reader.u64('end of RAM section') !== FLAG_EOS) reader.refuse('no end of RAM section', 8);
}

export function loadRecord(incoming: Incoming, reader: StreamReader): 'page' | 'eos' {
  const word = reader.u64('record');
  const flags = word % TARGET_PAGE_SIZE;
  const page = Math.floor(word / TARGET_PAGE_SIZE);
  if (word === FLAG_EOS) return 'eos';
  const block = loadBlockOfRecord(incoming, reader, flags);
  if (page >= block.usedPages) reader.refuse(`no page ${page} in block ${block.name}`);
  const densePage = block.firstPage + page;
  const kind = flags & ~FLAG_CONTINUE;
  if (kind === FLAG_ZERO) loadZeroPage(incoming, reader, densePage);
  else if (kind === FLAG_PAGE) loadNormalPage(incoming, reader, densePage);
  else reader.refuse(`record with flags 0x${flags.toString(16)}`);
  incoming.received.set(densePage);
  incoming.trace.emit(tracepoint.ram_load_page, densePage, kind === FLAG_ZERO ? 1 : 0);
  return 'page';
}

function loadBlockOfRecord(incoming: Incoming, reader: StreamReader, flags: number): IncomingBlock {
  if ((flags & FLAG_CONTINUE) === 0) {
    const name = reader.text('block name');
    incoming.load.lastBlock = incoming.blocks.find((block) => block.name === name);
    if (incoming.load.lastBlock === undefined)
      reader.refuse(`unknown block ${JSON.stringify(name)}`);
  }
  return incoming.load.lastBlock ?? reader.refuse('a record that continues no block');
}

function loadZeroPage(incoming: Incoming, reader: StreamReader, densePage: number): void {
  if (reader.u8('zero page') !== 0) reader.refuse('a zero page filled with something else', 1);
  incoming.machine.memory.store(densePage, 0);
}

function loadNormalPage(incoming: Incoming, reader: StreamReader, densePage: number): void {
  const { memory } = incoming.machine;
  memory.writePage(densePage, reader.bytes(memory.pageBytes, 'page'));
}
