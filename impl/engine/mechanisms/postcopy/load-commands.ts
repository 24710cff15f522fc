/** Loads the commands of a postcopy migration (loadvm_process_command), each only in its own phase. */
import { TARGET_PAGE_SIZE } from '../../../scenario.ts';
import { tracepoint } from '../../../tracepoints.ts';
import {
  COMMAND_OPEN_RETURN_PATH,
  COMMAND_PACKAGED,
  COMMAND_PING,
  COMMAND_POSTCOPY_ADVISE,
  COMMAND_POSTCOPY_RAM_DISCARD,
  COMMAND_POSTCOPY_RESUME,
  COMMAND_RECV_BITMAP,
  DISCARD_VERSION,
  pageSizeSummary,
} from '../../stream/stream-format.ts';
import type { StreamReader } from '../../stream/stream-reader.ts';
import type { PageRange } from '../../stream/stream-writer.ts';
import { sendPong } from './answers.ts';
import type { Incoming, IncomingBlock } from '../../destination/incoming.ts';

export interface CommandHead {
  readonly command: number;
  readonly length: number;
}

/** Reads the number and the length of a command; its data must have exactly that length. */
export function readCommandHead(reader: StreamReader): CommandHead {
  return { command: reader.u16('command'), length: reader.u16('command length') };
}

export function loadCommand(incoming: Incoming, reader: StreamReader): void {
  const { command, length } = readCommandHead(reader);
  // No part of a command takes effect before the whole command has arrived.
  reader.need(length, 'command');
  const from = reader.position;
  const { load, recovery } = incoming;
  if (command === COMMAND_OPEN_RETURN_PATH && load.phase === 'start') {
    // Nothing to do: the return path opened together with the connection.
  } else if (command === COMMAND_PING && load.phase === 'start') {
    sendPong(incoming.returnPath, reader.u32('ping'));
  } else if (command === COMMAND_POSTCOPY_ADVISE && load.phase === 'start') {
    loadAdvise(incoming, reader);
  } else if (command === COMMAND_POSTCOPY_RAM_DISCARD && load.phase === 'parts') {
    loadDiscard(incoming, reader, from + length);
  } else if (command === COMMAND_PACKAGED && load.phase === 'parts') {
    loadPackaged(incoming, reader);
  } else if (command === COMMAND_RECV_BITMAP && recovery?.isPaused.get() === 1) {
    recovery.demand = { bitmapOf: loadBlock(incoming, reader) };
  } else if (command === COMMAND_POSTCOPY_RESUME && recovery?.isPaused.get() === 1) {
    recovery.demand = 'resume';
  } else {
    reader.refuse(`command ${command} is not allowed here`, 4);
  }
  if (reader.position !== from + length) reader.refuse(`command ${command} with the wrong length`);
}

/** Loads the number of the block that a command names. */
function loadBlock({ blocks }: Incoming, reader: StreamReader): number {
  const name = reader.text('block name');
  const number = blocks.findIndex((one) => one.name === name);
  return number >= 0 ? number : reader.refuse(`unknown block ${JSON.stringify(name)}`);
}

/** Both hosts must have the same page sizes, and a host page must hold whole target pages. */
function loadAdvise(incoming: Incoming, reader: StreamReader): void {
  const { load, blocks, machine, userFault, received } = incoming;
  if (load.postcopy !== 'none') reader.refuse('postcopy is advised twice');
  if (reader.u64('page sizes') !== pageSizeSummary(blocks))
    reader.refuse('the page sizes are not those of this machine', 8);
  if (reader.u64('target page size') !== TARGET_PAGE_SIZE)
    reader.refuse('the target page size is not that of this machine', 8);
  for (const { name, hostPageSize, usedPages } of blocks) {
    if (hostPageSize < TARGET_PAGE_SIZE)
      reader.refuse(`no postcopy: a host page of block ${name} is smaller than a target page`);
    if ((usedPages * TARGET_PAGE_SIZE) % hostPageSize !== 0)
      reader.refuse(`no postcopy: block ${name} is not a whole number of host pages`);
  }
  // Memory that is there already, such as firmware, must not count as received (init_range).
  for (const { first, end } of userFault.presentPages())
    for (let page = first; page < end; page++) machine.memory.store(page, 0);
  userFault.powerOn();
  received.allocate();
  load.postcopy = 'advised';
  incoming.trace.emit(tracepoint.loadvm_postcopy_handle_advise);
}

/** The source will send the pages of these ranges again: their current content is discarded. */
function loadDiscard(incoming: Incoming, reader: StreamReader, end: number): void {
  const { load, blocks } = incoming;
  if (load.postcopy !== 'advised' && load.postcopy !== 'discarding')
    reader.refuse('a discard before postcopy was advised');
  load.postcopy = 'discarding';
  if (reader.u8('discard version') !== DISCARD_VERSION) reader.refuse('unknown discard version', 1);
  const block = blocks[loadBlock(incoming, reader)] as IncomingBlock;
  const { name } = block;
  if (reader.u8('end of block name') !== 0) reader.refuse('no end of block name', 1);
  if (reader.position >= end) reader.refuse('a discard without ranges');
  const ranges: PageRange[] = [];
  while (reader.position < end) {
    const first = reader.u64('discard range') / TARGET_PAGE_SIZE - block.pagesBefore;
    const pages = reader.u64('discard range') / TARGET_PAGE_SIZE;
    const isWhole = Number.isInteger(first) && Number.isInteger(pages) && pages > 0;
    if (!isWhole || first < 0 || first + pages > block.usedPages)
      reader.refuse(`a discard range outside block ${name}`, 16);
    ranges.push({ first: block.firstPage + first, pages });
  }
  if (reader.position !== end) reader.refuse('a discard with the wrong length');
  for (const range of ranges) discardRange(incoming, range);
}

/** Drops memory in whole host pages, and received bits page by page. */
function discardRange(
  { received, userFault, machine, trace }: Incoming,
  { first: from, pages }: PageRange,
): void {
  for (let page = from; page < from + pages; page++) {
    received.unset(page);
    trace.emit(tracepoint.ram_discard_page, page);
  }
  let end = from;
  while (end < from + pages) {
    const hostPage = userFault.drop(end);
    for (let gone = hostPage.first; gone < hostPage.end; gone++) machine.memory.store(gone, 0);
    ({ end } = hostPage);
  }
}

/** Reads the whole package before any of it is loaded, since loading may need the channel. */
function loadPackaged({ load, trace }: Incoming, reader: StreamReader): void {
  if (load.postcopy !== 'advised' && load.postcopy !== 'discarding')
    reader.refuse('a package before postcopy was advised');
  const length = reader.u32('length of package');
  const offset = reader.offset;
  load.package = { bytes: reader.bytes(length, 'package').slice(), offset };
  trace.emit(tracepoint.loadvm_handle_cmd_packaged);
}
