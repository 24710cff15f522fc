/** A migration stream as text: one line an item, with the offset at which it begins. */
import { printable } from './printable.ts';
import type { StreamListener } from './stream-grammar.ts';
import { decodeStream, makeStreamDecoder } from './stream-decoder.ts';
import { GrammarError, sectionType } from './stream-grammar.ts';

/**
 * Streams of QEMU's are told from the engine's by their configuration, which the engine's have not.
 *
 * @param pageBytes - bytes of content per page record: 4096 in a stream of QEMU's
 * @param write - is given each line as soon as its item has been read
 * @throws GrammarError at the first item that makes no sense, or if the stream breaks off
 */
export function decodeToText(
  bytes: Uint8Array,
  pageBytes: number,
  write: (line: string) => void,
): void {
  const isConfigured = bytes[HEADER_BYTES] === sectionType.configuration;
  const decoder = makeStreamDecoder({ pageBytes, writer: isConfigured ? 'qemu' : 'engine' });
  const nameOf = (block: number, page: number): string =>
    `${decoder.blocks[block]?.name ?? block}:${page}`;
  const say = (text: string): void => {
    write(printable(`${String(decoder.offset).padStart(8)}  ${text}`));
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
    configuration: (machine) => say(`machine ${machine}`),
    command: (name, argument) => say(argument === '' ? name : `${name} ${argument}`),
    opaque: (_bytes, from, until) => say(`device state: ${until - from} bytes`),
    end: () => say('end of stream'),
  };
  const end = decodeStream(decoder, bytes, { from: 0, end: bytes.length }, listener);
  const isWhole =
    decoder.expects === 'opaque' ? endsWithDescription(bytes) : decoder.expects === 'nothing';
  if (end < bytes.length || !isWhole)
    throw new GrammarError(`offset ${decoder.offset}: the stream breaks off`);
}

const HEADER_BYTES = 8;
const DESCRIPTION = 6;
const DESCRIPTION_HEAD_BYTES = 5;

/** Behind the device state, which only QEMU can read, comes an end of stream and a description of it. */
function endsWithDescription(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.length - DESCRIPTION_HEAD_BYTES; at > 0; at--) {
    const isHere = bytes[at] === DESCRIPTION && bytes[at - 1] === sectionType.eof;
    if (isHere && view.getUint32(at + 1) === bytes.length - at - DESCRIPTION_HEAD_BYTES)
      return true;
  }
  return false;
}

/** The first bytes, which are enough to tell two versions apart. */
function describe(content: Uint8Array): string {
  const first = content.subarray(0, BYTES_SHOWN);
  return Array.from(first, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

const BYTES_SHOWN = 16;
