/** A stream of the project's own engine as text: one line per item, with the offset at which it begins. */
import { printable } from './printable.ts';
import type { StreamListener } from './stream-grammar.ts';
import { decodeStream, makeStreamDecoder } from './stream-decoder.ts';
import { GrammarError } from './stream-grammar.ts';
import { firstBytes } from './decoding/decoding.ts';

/**
 * @param pageBytes - bytes of content per page record
 * @param write - is called with each line as soon as its item has been read
 * @throws GrammarError at the first invalid item, or if the stream ends early
 */
export function decodeToText(
  bytes: Uint8Array,
  pageBytes: number,
  write: (line: string) => void,
): void {
  const decoder = makeStreamDecoder({ pageBytes });
  const nameOf = (block: number, page: number): string =>
    `${decoder.blocks[block]?.name ?? block}:${page}`;
  const say = (text: string): void => write(streamLine(decoder.offset, printable(text)));
  const listener: StreamListener = {
    blocks: (blocks) =>
      say(`RAM: ${blocks.map(({ name, pages }) => `${name} (${pages} pages)`).join(', ')}`),
    zeroPage: (block, page) => say(`${nameOf(block, page)} zeros`),
    normalPage: (block, page, source, at) =>
      say(`${nameOf(block, page)} ${firstBytes(source.subarray(at, at + pageBytes))}`),
    advise: (pageSizes) => say(`postcopy may follow; page sizes 0x${pageSizes.toString(16)}`),
    discard: (block, first, pages) => say(`forget ${nameOf(block, first)}, ${pages} pages`),
    package: () => say('take over:'),
    deviceState: (positions) => say(`device state: ${positions.join(' ')}`),
    command: (name, argument) => say(argument === '' ? name : `${name} ${argument}`),
    end: () => say('end of stream'),
  };
  const end = decodeStream(decoder, bytes, { from: 0, end: bytes.length }, listener);
  if (end < bytes.length || decoder.expects !== 'nothing')
    throw new GrammarError(`offset ${decoder.offset}: the stream breaks off`);
}

/** @param offset - the offset at which the line's item begins */
export function streamLine(offset: number, text: string): string {
  return `${String(offset).padStart(8)}  ${text}`;
}
