/** The state that all formats share while a stream is read: the position, what is known, and the listener. */
import type { ByteReader } from './byte-reader.ts';
import { makeByteReader, offsetOf } from './byte-reader.ts';
import type { PageMemory } from './page-memory.ts';
import { makePageMemory } from './page-memory.ts';
import { printable } from '../printable.ts';
import { GrammarError } from '../stream-grammar.ts';

export interface Hearer {
  /** Is called with a description of each complete record, which begins at the offset. */
  readonly say: (offset: number, text: string) => void;
  /** The content of a page as of this record, `undefined` for zeros; valid only during the call. */
  readonly page?: (block: string, page: number, content: Uint8Array | undefined) => void;
  /** Uncompresses zlib data. @throws Error if the bytes are not zlib data */
  readonly inflate?: (bytes: Uint8Array) => Uint8Array;
  /** The length in bytes of the device's section, if the description at the end of the stream can be read. */
  readonly deviceBytes?: (device: string, instance: number) => number | undefined;
}

export interface DecodedBlock {
  readonly name: string;
  readonly pages: number;
}

export interface Decoding {
  readonly reader: ByteReader;
  readonly hearer: Hearer;
  /** Offset at which the record that is being read begins. */
  itemAt: number;
  /** Bytes in a target page. */
  pageBytes: number;
  readonly capabilities: Set<string>;
  /** `undefined` if no blocks have been listed, so that records may name any. */
  blocks: ReadonlyMap<string, DecodedBlock> | undefined;
  /** The block that the last record named. */
  block: string | undefined;
  /** Sections that have begun, by section id. */
  readonly sections: Map<number, SectionName>;
  /** Sections have footers from machine type 2.4 on; `undefined` until the first RAM section has ended. */
  hasFooters: boolean | undefined;
  /** Postcopy may follow, so blocks state their host page sizes. */
  isAdvised: boolean;
  /** Postcopy: the offset at which the package that is being read ends. */
  packageEnd: number | undefined;
  isColo: boolean;
  readonly memory: PageMemory;
}

export interface SectionName {
  readonly name: string;
  readonly instance: number;
}

/** The size of a target page unless the configuration gives another. */
const PAGE_BYTES_USUAL = 4096;

export function makeDecoding(hearer: Hearer): Decoding {
  return {
    reader: makeByteReader(),
    hearer,
    itemAt: 0,
    pageBytes: PAGE_BYTES_USUAL,
    capabilities: new Set(),
    blocks: undefined,
    block: undefined,
    sections: new Map(),
    hasFooters: undefined,
    isAdvised: false,
    packageEnd: undefined,
    isColo: false,
    memory: makePageMemory(),
  };
}

/** Notes that a record begins here. @param doing - what it is, for the message if the input ends in it */
export function beginItem(decoding: Decoding, doing: string): void {
  decoding.itemAt = offsetOf(decoding.reader);
  decoding.reader.doing = doing;
}

/** Reports the record that has been read. */
export function say({ hearer, itemAt }: Decoding, text: string): void {
  hearer.say(itemAt, printable(text));
}

/** @throws GrammarError always */
export function fail({ itemAt }: Decoding, reason: string): never {
  throw new GrammarError(printable(`offset ${itemAt}: ${reason}`));
}

/** The stream has something that QEMU may write, but that is not read here: nothing is said of the rest. */
export class CannotRead extends GrammarError {}

/** @throws CannotRead always */
export function cannotRead({ itemAt }: Decoding, reason: string): never {
  throw new CannotRead(printable(`offset ${itemAt}: ${reason}`));
}

/** Reports a page's content as of this record. @param how - the encoding, unless the page came plain */
export function sayPage(decoding: Decoding, { block, page, content, how = '' }: SentPage): void {
  decoding.hearer.page?.(block, page, content);
  say(decoding, `${block}:${page} ${how}${content === undefined ? 'zeros' : firstBytes(content)}`);
}

/** The same of a page on the main or preempt channel, where a later delta may apply to it. */
export function sayRecord(decoding: Decoding, sent: SentPage): void {
  decoding.memory.put(sent.block, sent.page, sent.content);
  sayPage(decoding, sent);
}

export interface SentPage {
  readonly block: string;
  readonly page: number;
  readonly content: Uint8Array | undefined;
  readonly how?: string;
}

const BYTES_SHOWN = 16;

/** The first bytes of a page, enough to tell two versions apart. */
export function firstBytes(content: Uint8Array): string {
  const first = content.subarray(0, BYTES_SHOWN);
  return Array.from(first, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
