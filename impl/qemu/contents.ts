/**
 * What a page of the guest program holds. Every write makes a content that no other write makes, so
 * that a page's bytes say how far its writer had come when they were read.
 */
import { TARGET_PAGE_BYTES } from './scenario.ts';

/** The first word of a page, the second, and all the others. */
export interface PageContent {
  readonly first: number;
  /** A loop adds to this one. */
  readonly second: number;
  readonly rest: number;
}

export const ZERO_CONTENT: PageContent = { first: 0, second: 0, rest: 0 };

/** Byte in the page that a loop's writes begin at. */
export const LOOP_OFFSET = 4;

/** What the write that makes this version of the page stores; no page's are another's. */
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

/** @returns undefined if the words behind the second are not all alike */
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
