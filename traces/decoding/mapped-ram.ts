/**
 * mapped-ram: every page has a fixed offset in the file. A block's entry in the list is followed by a bitmap
 * of the pages that are present, and by the pages; all others are zeros. The gaps may hold any bytes.
 */
import type { Reading } from './byte-reader.ts';
import { offsetOf, skip, take, u32, u64 } from './byte-reader.ts';
import type { DecodedBlock, Decoding } from './decoding.ts';
import { cannotRead, fail, hex, say, sayPage } from './decoding.ts';

const VERSION = 1;
/** More than the bitmap of a 16 TiB guest needs. */
const BITMAP_BYTES_MAX = 1 << 29;

export function* decodeMappedBlock(decoding: Decoding, block: DecodedBlock): Reading {
  const { reader, pageBytes, capabilities } = decoding;
  reader.doing = `where block ${block.name} is mapped`;
  const version = yield* u32(reader);
  if (version !== VERSION)
    cannotRead(decoding, `a mapped block of version ${version}, not ${VERSION}`);
  const unit = yield* u64(reader);
  if (unit !== pageBytes) fail(decoding, `a mapped block of pages of ${unit} bytes`);
  const bitmapAt = yield* u64(reader);
  const pagesAt = yield* u64(reader);
  const head = `RAM: ${block.name} (${block.pages} pages)`;
  // Shared memory needs no copy in the file.
  if (bitmapAt === 0 && pagesAt === 0 && capabilities.has('x-ignore-shared'))
    return say(decoding, `${head}, shared, and not in the file`);
  const bitmapBytes = Math.ceil(block.pages / 8);
  if (bitmapBytes > BITMAP_BYTES_MAX) fail(decoding, `a bitmap of ${bitmapBytes} bytes`);
  if (bitmapAt < offsetOf(reader) || pagesAt < bitmapAt + bitmapBytes)
    fail(
      decoding,
      `the bitmap at ${hex(bitmapAt)} or the pages at ${hex(pagesAt)} overlap other data`,
    );
  say(decoding, `${head}, bitmap at ${hex(bitmapAt)}, pages at ${hex(pagesAt)}`);
  const bitmap = yield* decodeBitmap(decoding, block, bitmapAt, bitmapBytes);
  yield* moveTo(decoding, pagesAt, `the gap before the pages of ${block.name}`);
  yield* decodePages(decoding, block, bitmap);
}

function* decodeBitmap(
  decoding: Decoding,
  block: DecodedBlock,
  bitmapAt: number,
  bytes: number,
): Reading<Uint8Array> {
  const { reader } = decoding;
  yield* moveTo(decoding, bitmapAt, `the gap before the bitmap of ${block.name}`);
  decoding.itemAt = bitmapAt;
  reader.doing = `the bitmap of ${block.name}`;
  const bitmap = (yield* take(reader, bytes)).slice();
  const present = bitmap.reduce((sum, byte) => sum + bitsIn(byte), 0);
  say(decoding, `${block.name}: ${present} pages are in the file, the others are zeros`);
  return bitmap;
}

function bitsIn(byte: number): number {
  let bits = 0;
  for (let left = byte; left !== 0; left &= left - 1) bits++;
  return bits;
}

function* decodePages(decoding: Decoding, block: DecodedBlock, bitmap: Uint8Array): Reading {
  const { reader, pageBytes } = decoding;
  for (let page = 0; page < block.pages; page++) {
    decoding.itemAt = offsetOf(reader);
    reader.doing = `the page ${block.name}:${page}`;
    const isPresent = (((bitmap[page >> 3] as number) >> (page & 7)) & 1) === 1;
    if (!isPresent) yield* skip(reader, pageBytes);
    else sayPage(decoding, { block: block.name, page, content: yield* take(reader, pageBytes) });
  }
}

function* moveTo(decoding: Decoding, offset: number, gap: string): Reading {
  const { reader } = decoding;
  decoding.itemAt = offsetOf(reader);
  reader.doing = gap;
  yield* skip(reader, offset - offsetOf(reader));
}
