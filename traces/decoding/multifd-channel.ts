/**
 * A multifd channel: an initial packet identifies the channel, then page packets follow. Each lists
 * pages of one block by offset: first those whose content follows and then, from QEMU 9.0 on, zero pages.
 */
import type { Reading } from './byte-reader.ts';
import { has, numberIn, skip, take, textIn, u32, u8 } from './byte-reader.ts';
import { uuidIn } from './configuration.ts';
import type { Decoding } from './decoding.ts';
import { beginItem, cannotRead, fail, hex, say, sayPage } from './decoding.ts';
import { describeMagic, MULTIFD_MAGIC } from './magic-numbers.ts';

const VERSION = 1;
const flag = { sync: 1, compression: 0x3e, deviceState: 0x40 } as const;
const compressions: ReadonlyMap<number, string> = new Map([
  [0x02, 'zlib'],
  [0x04, 'zstd'],
  [0x08, 'qpl'],
  [0x10, 'uadk'],
  [0x20, 'qatzip'],
]);

/** A packet has room for the offsets of this many bytes of pages, whether they are used or not. */
const PACKET_PAGES_BYTES = 512 * 1024;
const NAME_BYTES = 256;
/** The part of a packet's head after magic, version and flags, and before the block's name. */
const NUMBERS_BYTES = 52;
/** Maximum for one packet; no device sends that much at once. */
const PAYLOAD_BYTES_MAX = 1 << 30;

export function* decodeMultifdChannel(decoding: Decoding): Reading {
  const { reader } = decoding;
  beginItem(decoding, 'the head of the channel');
  yield* expectMagic(decoding);
  const uuid = yield* take(reader, 16);
  const uuidText = uuid.some((byte) => byte !== 0) ? `, UUID ${uuidIn(uuid)}` : '';
  const number = yield* u8(reader);
  yield* skip(reader, 39);
  say(decoding, `multifd channel ${number}${uuidText}`);
  while (yield* has(reader, 1)) {
    beginItem(decoding, 'a packet');
    yield* expectMagic(decoding);
    const flags = yield* u32(reader);
    if ((flags & flag.deviceState) === 0) yield* decodePacket(decoding, flags);
    else yield* decodeDeviceState(decoding);
  }
}

function* expectMagic(decoding: Decoding): Reading {
  const magic = yield* u32(decoding.reader);
  if (magic !== MULTIFD_MAGIC) fail(decoding, describeMagic(magic, MULTIFD_MAGIC));
  const version = yield* u32(decoding.reader);
  if (version !== VERSION) cannotRead(decoding, `multifd version ${version}, not ${VERSION}`);
}

function* decodePacket(decoding: Decoding, flags: number): Reading {
  const { reader, pageBytes } = decoding;
  const numbers = (yield* take(reader, NUMBERS_BYTES)).slice();
  const room = numberIn(numbers, 0, 4);
  const normal = numberIn(numbers, 4, 8);
  // Up to 8.2, a packet without pages gives the length of the packet before it.
  const payload = normal === 0 ? 0 : numberIn(numbers, 8, 12);
  const packet = numberIn(numbers, 12, 20);
  const zeros = numberIn(numbers, 20, 24);
  const block = nameIn(yield* take(reader, NAME_BYTES));
  const usual = PACKET_PAGES_BYTES / pageBytes;
  // An empty packet claims to have no room for offsets, but contains it nevertheless.
  const places = room === 0 ? usual : room;
  if (places > usual || normal + zeros > places)
    fail(decoding, `a packet of ${normal + zeros} pages with room for ${room}`);
  if (payload > PAYLOAD_BYTES_MAX) fail(decoding, `a packet of ${payload} bytes`);
  reader.doing = `the offsets in packet ${packet}`;
  const offsets = (yield* take(reader, places * 8)).slice();
  const pageAt = (index: number): number => {
    const page = numberIn(offsets, index * 8, index * 8 + 8) / pageBytes;
    return Number.isInteger(page)
      ? page
      : fail(decoding, `an offset in ${block} that is not page-aligned`);
  };
  const count = `${normal + zeros} pages${zeros === 0 ? '' : `, ${zeros} of zeros`}`;
  const of = normal + zeros === 0 ? 'no pages' : `${block}, ${count}`;
  const sync = (flags & flag.sync) === 0 ? '' : ', sync';
  say(decoding, `packet ${packet}: ${of}${sync}`);
  const pages = Array.from({ length: normal }, (_, index) => pageAt(index));
  yield* decodePayload(decoding, { block, pages, payload, packet, flags });
  for (let index = normal; index < normal + zeros; index++)
    sayPage(decoding, { block, page: pageAt(index), content: undefined });
}

interface Payload {
  readonly block: string;
  readonly pages: readonly number[];
  readonly payload: number;
  readonly packet: number;
  readonly flags: number;
}

/** Compression state carries over from packet to packet, so compressed pages are only listed. */
function* decodePayload(decoding: Decoding, payload: Payload): Reading {
  const { reader, pageBytes } = decoding;
  const { block, pages, packet, flags } = payload;
  const method = flags & flag.compression;
  if (method !== 0) {
    const called = compressions.get(method) ?? cannotRead(decoding, `compression ${hex(method)}`);
    reader.doing = `the pages of packet ${packet}`;
    yield* skip(reader, payload.payload);
    say(
      decoding,
      `${pages.length} pages by ${called}, ${payload.payload} bytes: ${listed(block, pages)}`,
    );
    return;
  }
  if (payload.payload !== pages.length * pageBytes)
    fail(decoding, `packet ${packet} of ${pages.length} pages and ${payload.payload} bytes`);
  for (const page of pages) {
    beginItem(decoding, `the page ${block}:${page} of packet ${packet}`);
    sayPage(decoding, { block, page, content: yield* take(reader, pageBytes) });
  }
}

function listed(block: string, pages: readonly number[]): string {
  return pages.length === 0 ? 'none' : `${block}:${pages.join(' ')}`;
}

/** From QEMU 10.0 on, devices may send their state over any channel. */
function* decodeDeviceState(decoding: Decoding): Reading {
  const { reader } = decoding;
  const device = nameIn(yield* take(reader, NAME_BYTES));
  const instance = yield* u32(reader);
  const bytes = yield* u32(reader);
  if (bytes > PAYLOAD_BYTES_MAX) fail(decoding, `device state of ${bytes} bytes`);
  reader.doing = `the device state of ${device}`;
  yield* skip(reader, bytes);
  say(decoding, `device ${device} ${instance}: ${bytes} bytes`);
}

function nameIn(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return textIn(end === -1 ? bytes : bytes.subarray(0, end));
}
