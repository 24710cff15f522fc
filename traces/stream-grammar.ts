/**
 * What a migration stream is made of: the decoder's state, its listener, the constants, and the items
 * that occur in several places.
 */
import { printable } from './printable.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { name, u32, u8 } from './byte-cursor.ts';

export interface StreamShape {
  /** Bytes of content per page record. */
  readonly pageBytes: number;
  /**
   * Who writes the stream; the project's own engine if left out. QEMU's streams describe the machine's
   * configuration, give the RAM section any number, and carry a device state that only QEMU can read.
   */
  readonly writer?: 'engine' | 'qemu';
}

export interface StreamBlock {
  readonly name: string;
  readonly pages: number;
  /** Bytes in a host page; `undefined` if the stream does not say. */
  readonly pageSize?: number;
}

/** Is called for each complete item, in stream order. */
export interface StreamListener {
  blocks(blocks: readonly StreamBlock[]): void;
  zeroPage(block: number, page: number): void;
  /** The content is `bytes[at, at + pageBytes)` of the portion that was decoded last. */
  normalPage(block: number, page: number, bytes: Uint8Array, at: number): void;
  /** A record repeats the block name of the record before it, which is allowed but unnecessary. */
  nameRepeated?(block: number): void;
  /** The position of each guest actor in its program. */
  deviceState(positions: readonly number[]): void;
  end(): void;
  /** Postcopy may follow; `pageSizes` is all host page sizes, combined into one number. */
  advise?(pageSizes: number): void;
  /** Pages `[first, first + pages)` of a block will be sent again. */
  discard?(block: number, first: number, pages: number): void;
  /** The package begins; the device state in it is reported like any other. */
  package?(): void;
  /** The machine type. This call and the next two occur only for QEMU's streams. */
  configuration?(machine: string): void;
  /** A command that has no call of its own here, like `ping`, with its argument or an empty text. */
  command?(name: string, argument: string): void;
  /** Device state is `bytes[from, end)` of the portion that was decoded last; it may come in pieces. */
  opaque?(bytes: Uint8Array, from: number, end: number): void;
  /** A section of RAM begins: its setup, a part of it, or its end. */
  section?(type: 'start' | 'part' | 'end'): void;
  /** ...and ends. */
  endOfSection?(): void;
  /** Called after all other calls for an item: the item was bytes `[from, end)` of the stream. */
  item?(from: number, end: number): void;
}

export interface StreamDecoder {
  readonly shape: StreamShape;
  /** What may come next. */
  expects: Expected;
  /** Bytes decoded so far. */
  offset: number;
  blocks: readonly StreamBlock[];
  /** The number of the RAM section. */
  ramId: number;
  /** The block that the last record named, or -1. */
  currentBlock: number;
  isInLastPart: boolean;
  /** After the switchover: the next record names its block even if the last one was of the same block. */
  isAfresh: boolean;
  postcopy: 'none' | 'advised' | 'discarding' | 'active';
  readonly cursor: ByteCursor;
}

type Expected =
  | 'header'
  | 'ram start'
  | 'ram part'
  | 'records'
  | 'bare records'
  | 'device state'
  | 'opaque'
  | 'end'
  | 'nothing';

/** The stream breaks its grammar. */
export class GrammarError extends Error {
  override readonly name = 'GrammarError';
}

export const NO_BLOCK = -1;
/** The size of one page in offsets and lengths, whatever the size of its content. */
export const PAGE_UNIT = 4096;

/** No host page is smaller. */
export const PAGE_SIZE_MIN = 512;

/** More vCPUs than any machine has. */
const ACTORS_MAX = 4096;

export const MAGIC = 0x5145564d;
export const VERSION = 3;
export const RAM: Section = { id: 1, name: 'ram', version: 4 };
const GUEST: Section = { id: 2, name: 'guest', version: 1 };
export const sectionType = {
  eof: 0,
  start: 1,
  part: 2,
  end: 3,
  full: 4,
  subsection: 5,
  configuration: 7,
  command: 8,
  footer: 0x7e,
} as const;
export const flag = { zero: 0x02, memSize: 0x04, page: 0x08, eos: 0x10, sameBlock: 0x20 } as const;

interface Section {
  readonly id: number;
  readonly name: string;
  readonly version: number;
}

export function isOfQemu({ shape }: StreamDecoder): boolean {
  return shape.writer === 'qemu';
}

export function decodeGuest(decoder: StreamDecoder, listener: StreamListener): void {
  const { cursor } = decoder;
  expectNumber(decoder, u8(cursor), sectionType.full, 'section type');
  expectSection(decoder, GUEST);
  const count = u32(cursor);
  if (count > ACTORS_MAX) fail(decoder, `device state of ${count} actors`);
  const positions: number[] = [];
  while (positions.length < count) positions.push(u32(cursor));
  expectFooter(decoder, GUEST.id);
  listener.deviceState(positions);
}

/** @returns the section's id, which may be any number in QEMU's streams */
export function expectSection(decoder: StreamDecoder, section: Section): number {
  const { cursor } = decoder;
  const id = u32(cursor);
  if (!isOfQemu(decoder)) expectNumber(decoder, id, section.id, 'section id');
  const sectionName = name(cursor);
  if (sectionName !== section.name)
    fail(decoder, `section ${JSON.stringify(sectionName)} instead of ${section.name}`);
  expectNumber(decoder, u32(cursor), 0, 'section instance');
  expectNumber(decoder, u32(cursor), section.version, 'section version');
  return id;
}

export function expectFooter(decoder: StreamDecoder, id: number): void {
  expectNumber(decoder, u8(decoder.cursor), sectionType.footer, 'section footer');
  expectNumber(decoder, u32(decoder.cursor), id, 'id in the section footer');
}

export function expectNumber(
  decoder: StreamDecoder,
  found: number,
  expected: number,
  what: string,
): void {
  if (found !== expected) fail(decoder, `${what} ${found}, not ${expected}`);
}

export function fail(decoder: StreamDecoder, reason: string): never {
  throw new GrammarError(printable(`offset ${decoder.offset}: ${reason}`));
}
