/** What all formats share while a stream is read: where it is, what has been learnt, and who hears of it. */
import type { ByteReader } from './byte-reader.ts';
import { makeByteReader, offsetOf } from './byte-reader.ts';
import type { PageMemory } from './page-memory.ts';
import { makePageMemory } from './page-memory.ts';
import { printable } from '../printable.ts';
import { GrammarError } from '../stream-grammar.ts';

export interface Hearer {
  /** A record that is whole, in words; it begins at the offset. */
  readonly say: (offset: number, text: string) => void;
  /** The content of a page as of this record, `undefined` for zeros; it holds only for the time of the call. */
  readonly page?: (block: string, page: number, content: Uint8Array | undefined) => void;
  /** Uncompresses what zlib has compressed. @throws Error if it is nothing of the kind */
  readonly inflate?: (bytes: Uint8Array) => Uint8Array;
  /** How many bytes the device's section has, if the description at the end of the stream is within reach. */
  readonly deviceBytes?: (device: string, instance: number) => number | undefined;
}

export interface DecodedBlock {
  readonly name: string;
  readonly pages: number;
}

export interface Decoding {
  readonly reader: ByteReader;
  readonly hearer: Hearer;
  /** Where the record that is being read begins. */
  itemAt: number;
  /** Of a target page. */
  pageBytes: number;
  readonly capabilities: Set<string>;
  /** `undefined`: none have been listed, so that any may be named. */
  blocks: ReadonlyMap<string, DecodedBlock> | undefined;
  /** The block that the last record named. */
  block: string | undefined;
  /** Sections that have begun, by their numbers. */
  readonly sections: Map<number, SectionName>;
  /** Machine types before 2.4 have sections end without one; `undefined` until the first section of RAM has ended. */
  hasFooters: boolean | undefined;
  /** Postcopy may follow: blocks say how large their host pages are. */
  isAdvised: boolean;
  /** Postcopy: where the package ends whose items are being read. */
  packageEnd: number | undefined;
  isColo: boolean;
  readonly memory: PageMemory;
}

export interface SectionName {
  readonly name: string;
  readonly instance: number;
}

/** Unless the configuration says something else. */
export const PAGE_BYTES_USUAL = 4096;

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

/** A record begins here. @param doing - what it is, in case the input ends in it */
export function beginItem(decoding: Decoding, doing: string): void {
  decoding.itemAt = offsetOf(decoding.reader);
  decoding.reader.doing = doing;
}

/** Tells of the record that has been read. */
export function say({ hearer, itemAt }: Decoding, text: string): void {
  hearer.say(itemAt, printable(text));
}

/** @throws GrammarError always */
export function fail({ itemAt }: Decoding, reason: string): never {
  throw new GrammarError(printable(`offset ${itemAt}: ${reason}`));
}

/** Tells of a page's content as of this record. @param how - in what form it came, if not as it is */
export function sayPage(decoding: Decoding, { block, page, content, how = '' }: SentPage): void {
  const { hearer, memory } = decoding;
  memory.put(block, page, content);
  hearer.page?.(block, page, content);
  say(decoding, `${block}:${page} ${how}${content === undefined ? 'zeros' : firstBytes(content)}`);
}

export interface SentPage {
  readonly block: string;
  readonly page: number;
  readonly content: Uint8Array | undefined;
  readonly how?: string;
}

const BYTES_SHOWN = 16;

/** Enough to tell two versions apart. */
export function firstBytes(content: Uint8Array): string {
  const first = content.subarray(0, BYTES_SHOWN);
  return Array.from(first, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
