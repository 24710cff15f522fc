/**
 * The commands of a postcopy migration, for the judge's own stream decoder: advice before the first
 * section; then, at the switchover, the discards and the package.
 */
import type { ByteCursor } from './byte-cursor.ts';
import { Incomplete, name, skip, u16, u32, u64, u8 } from './byte-cursor.ts';
import type { StreamDecoder, StreamListener } from './stream-grammar.ts';
import {
  decodeGuest,
  expectNumber,
  fail,
  isOfQemu,
  PAGE_UNIT,
  sectionType,
} from './stream-grammar.ts';

const command = {
  openReturnPath: 1,
  ping: 2,
  advise: 3,
  listen: 4,
  run: 5,
  discard: 6,
  packaged: 7,
  resume: 9,
  receivedBitmap: 10,
  switchoverStart: 11,
} as const;

/** QEMU also refuses a larger package. */
const PACKAGE_BYTES_MAX = 32 * 1024 * 1024;

const DISCARD_VERSION = 0;

/** Decodes a command before the RAM section; its first byte has been read. */
export function decodeAdvice(decoder: StreamDecoder, listener: StreamListener): void {
  const { cursor } = decoder;
  const { number, end } = commandHead(cursor);
  if (number === command.advise && decoder.postcopy === 'none') {
    const pageSizes = u64(cursor);
    expectNumber(decoder, u64(cursor), PAGE_UNIT, 'target page size');
    decoder.postcopy = 'advised';
    listener.advise?.(pageSizes);
  } else if (number === command.ping) decodePing(cursor, listener);
  else if (number === command.openReturnPath) listener.command?.('open-return-path', '');
  else fail(decoder, `command ${number} before the RAM section`);
  expectNumber(decoder, cursor.at, end, 'end of command');
}

/** Decodes a command between two parts of the RAM section; its first byte has been read. */
export function decodeSwitchOver(decoder: StreamDecoder, listener: StreamListener): void {
  const { cursor, postcopy } = decoder;
  const { number, end } = commandHead(cursor);
  const isAdvised = postcopy === 'advised' || postcopy === 'discarding';
  if (number === command.discard && isAdvised) decodeDiscard(decoder, end, listener);
  else if (number === command.packaged && isAdvised) {
    // In QEMU's streams the package follows its command; in the engine's it is the command's argument.
    if (isOfQemu(decoder)) return decodeOpaquePackage(decoder, end, listener);
    decodePackage(decoder, listener);
  } else if (!decodeRecovery(decoder, number, listener) && !decodeOther(decoder, number, listener))
    fail(decoder, `command ${number} between parts of the RAM section`);
  expectNumber(decoder, cursor.at, end, 'end of command');
}

/** @returns whether it is a command for a postcopy migration that has been paused */
function decodeRecovery(decoder: StreamDecoder, number: number, listener: StreamListener): boolean {
  const { cursor, postcopy } = decoder;
  if (postcopy !== 'active') return false;
  if (number === command.resume) listener.command?.('resume', '');
  else if (number === command.receivedBitmap) {
    const block = name(cursor);
    listener.command?.('received-bitmap', block);
  } else return false;
  return true;
}

/** @returns whether it is a command that only QEMU gives between two parts of the RAM section */
function decodeOther(decoder: StreamDecoder, number: number, listener: StreamListener): boolean {
  const { cursor } = decoder;
  if (!isOfQemu(decoder)) return false;
  if (number === command.ping) decodePing(cursor, listener);
  else if (number === command.switchoverStart) listener.command?.('switchover-start', '');
  else return false;
  return true;
}

function decodePing(cursor: ByteCursor, listener: StreamListener): void {
  const value = u32(cursor);
  listener.command?.('ping', String(value));
}

/** @throws Incomplete until the whole command has arrived */
function commandHead(cursor: ByteCursor): { readonly number: number; readonly end: number } {
  const number = u16(cursor);
  const end = u16(cursor) + cursor.at;
  if (end > cursor.end) throw new Incomplete('more bytes are needed');
  return { number, end };
}

function decodeDiscard(decoder: StreamDecoder, end: number, listener: StreamListener): void {
  const { cursor } = decoder;
  expectNumber(decoder, u8(cursor), DISCARD_VERSION, 'discard version');
  const blockName = name(cursor);
  const number = decoder.blocks.findIndex((block) => block.name === blockName);
  const block = decoder.blocks[number];
  if (block === undefined) return fail(decoder, `a discard of unknown block ${blockName}`);
  expectNumber(decoder, u8(cursor), 0, 'end of block name');
  if (cursor.at >= end) fail(decoder, 'a discard without ranges');
  const ranges: (readonly [number, number])[] = [];
  while (cursor.at < end) {
    const first = u64(cursor) / PAGE_UNIT;
    const pages = u64(cursor) / PAGE_UNIT;
    const isWhole = Number.isInteger(first) && Number.isInteger(pages) && pages > 0;
    if (!isWhole || first + pages > block.pages)
      fail(decoder, `a discard of pages that are not in block ${blockName}`);
    ranges.push([first, pages]);
  }
  expectNumber(decoder, cursor.at, end, 'end of command');
  decoder.postcopy = 'discarding';
  for (const [first, pages] of ranges) listener.discard?.(number, first, pages);
}

/** The package makes the destination take over: it listens, loads the device state, and runs. */
function decodePackage(decoder: StreamDecoder, listener: StreamListener): void {
  const { cursor } = decoder;
  const end = u32(cursor) + cursor.at;
  const expectCommand = (expected: number, length: number): void => {
    expectNumber(decoder, u8(cursor), sectionType.command, 'section type');
    expectNumber(decoder, u16(cursor), expected, 'command');
    expectNumber(decoder, u16(cursor), length, 'length of command');
  };
  listener.package?.();
  expectCommand(command.listen, 0);
  decodeGuest(decoder, listener);
  expectCommand(command.ping, 4);
  u32(cursor);
  expectCommand(command.run, 0);
  expectNumber(decoder, cursor.at, end, 'end of package');
  decoder.postcopy = 'active';
  decoder.isAfresh = true;
}

/** QEMU's package: the device state lies between two commands without arguments. */
function decodeOpaquePackage(decoder: StreamDecoder, end: number, listener: StreamListener): void {
  const { cursor } = decoder;
  const length = u32(cursor);
  expectNumber(decoder, cursor.at, end, 'end of command');
  if (length > PACKAGE_BYTES_MAX) fail(decoder, `a package of ${length} bytes`);
  const from = skip(cursor, length);
  const rest = { ...cursor, at: from, end: from + length };
  const listens = isBareCommand(rest, command.listen);
  const stateEnd = from + length - BARE_COMMAND_BYTES;
  const runs = isBareCommand({ ...cursor, at: stateEnd, end: from + length }, command.run);
  if (length < 2 * BARE_COMMAND_BYTES || !listens || !runs)
    fail(decoder, 'a package that does not begin with the command listen or end with run');
  listener.package?.();
  listener.opaque?.(cursor.bytes, from + BARE_COMMAND_BYTES, stateEnd);
  decoder.postcopy = 'active';
  decoder.isAfresh = true;
}

const BARE_COMMAND_BYTES = 5;

/** Whether the portion begins with the command, which has no argument. */
function isBareCommand(cursor: ByteCursor, number: number): boolean {
  if (cursor.end - cursor.at < BARE_COMMAND_BYTES) return false;
  return u8(cursor) === sectionType.command && u16(cursor) === number && u16(cursor) === 0;
}
