/** A migration stream as text: one line an item, with the offset at which it begins. */
import type { StreamListener } from './stream-grammar.ts';
import { decodeStream, makeStreamDecoder } from './stream-decoder.ts';
import { GrammarError } from './stream-grammar.ts';

/**
 * @param pageBytes - bytes of content per page record: 4096 in a stream of QEMU's
 * @param write - is given each line as soon as its item has been read
 * @throws GrammarError at the first item that makes no sense, or if the stream breaks off
 */
export function decodeToText(
  bytes: Uint8Array,
  pageBytes: number,
  write: (line: string) => void,
): void {
  const decoder = makeStreamDecoder({ pageBytes });
  const nameOf = (block: number, page: number): string =>
    `${decoder.blocks[block]?.name ?? block}:${page}`;
  const say = (text: string): void => {
    write(`${String(decoder.offset).padStart(8)}  ${text}`);
  };
  const listener: StreamListener = {
    blocks: (blocks) =>
      say(`RAM: ${blocks.map(({ name, pages }) => `${name} (${pages} pages)`).join(', ')}`),
    zeroPage: (block, page) => say(`${nameOf(block, page)} zeros`),
    normalPage: (block, page, source, at) =>
      say(`${nameOf(block, page)} ${describe(source.subarray(at, at + pageBytes))}`),
    advise: (pageSizes) => say(`postcopy may follow; page sizes 0x${pageSizes.toString(16)}`),
    discard: (block, first, pages) => say(`forget ${nameOf(block, first)}, ${pages} pages`),
    package: () => say('take over:'),
    deviceState: (positions) => say(`device state: ${positions.join(' ')}`),
    end: () => say('end of stream'),
  };
  const end = decodeStream(decoder, bytes, { from: 0, end: bytes.length }, listener);
  if (end < bytes.length || decoder.expects !== 'nothing')
    throw new GrammarError(`offset ${decoder.offset}: the stream breaks off`);
}

/** The first bytes, which are enough to tell two versions apart. */
function describe(content: Uint8Array): string {
  const first = content.subarray(0, BYTES_SHOWN);
  return Array.from(first, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

const BYTES_SHOWN = 16;
