/**
 * The content of a page of the guest program. Every write makes unique content, so the bytes of a page show
 * how far its writer had come when they were read.
 */
import { TARGET_PAGE_BYTES } from './scenario.ts';

/** The first and the second word of a page, and the value of all other words. */
export interface PageContent {
  readonly first: number;
  /** A loop increments this word. */
  readonly second: number;
  readonly rest: number;
}

export const ZERO_CONTENT: PageContent = { first: 0, second: 0, rest: 0 };

/** Byte offset in the page at which a loop's writes begin. */
export const LOOP_OFFSET = 4;

/** The word that the write of this version of the page stores; unique over all pages and versions. */
export function stampOf(page: number, version: number): number {
  return (0x8000_0000 | (page << 16) | version) >>> 0;
}

export function uniform(word: number): PageContent {
  return { first: word, second: word, rest: word };
}

export function bytesOf({ first, second, rest }: PageContent): Uint8Array {
  const words = new Uint32Array(TARGET_PAGE_BYTES / 4).fill(rest);
  words[0] = first;
  words[1] = second;
  return new Uint8Array(words.buffer);
}

/** @returns undefined if the words after the second are not all equal */
export function contentOf(page: Uint8Array): PageContent | undefined {
  const words = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const rest = words.getUint32(8, true);
  for (let at = 8; at < page.byteLength; at += 4)
    if (words.getUint32(at, true) !== rest) return undefined;
  return { first: words.getUint32(0, true), second: words.getUint32(4, true), rest };
}

export function sameContent(one: PageContent, other: PageContent): boolean {
  return one.first === other.first && one.second === other.second && one.rest === other.rest;
}
