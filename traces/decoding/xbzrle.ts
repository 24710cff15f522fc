/**
 * XBZRLE: a page as the changes since it was last sent. Runs of unchanged bytes and runs of new bytes
 * alternate; each begins with its length.
 */
import type { Reading } from './byte-reader.ts';
import { take, u16, u8 } from './byte-reader.ts';
import type { Decoding } from './decoding.ts';
import { fail, firstBytes, say, sayRecord } from './decoding.ts';

const ENCODING = 1;

/** One run of new bytes in a page. */
interface DeltaRun {
  readonly at: number;
  readonly bytes: Uint8Array;
}

export function* decodeDelta(decoding: Decoding, block: string, page: number): Reading {
  const { reader, memory, pageBytes } = decoding;
  const encoding = yield* u8(reader);
  if (encoding !== ENCODING) fail(decoding, `a delta in encoding ${encoding}, not ${ENCODING}`);
  const length = yield* u16(reader);
  if (length > pageBytes) fail(decoding, `a delta of ${length} bytes`);
  const runs = runsOf(yield* take(reader, length), pageBytes);
  if (typeof runs === 'string') return fail(decoding, `a delta of ${block}:${page} ${runs}`);
  const base = memory.get(block, page);
  const changed = runs.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const how = `delta of ${changed} ${changed === 1 ? 'byte' : 'bytes'}`;
  if (base !== undefined) {
    const content = base === 'zeros' ? new Uint8Array(pageBytes) : base.slice();
    for (const { at, bytes } of runs) content.set(bytes, at);
    return sayRecord(decoding, { block, page, content, how: `${how}, now ` });
  }
  const [first] = runs;
  const where = first === undefined ? '' : `, from byte ${first.at} on: ${firstBytes(first.bytes)}`;
  say(decoding, `${block}:${page} ${how}${where}; the page that it changes is not in this file`);
}

/** @returns the runs of new bytes, or what is wrong with them */
function runsOf(delta: Uint8Array, pageBytes: number): readonly DeltaRun[] | string {
  const runs: DeltaRun[] = [];
  let from = 0;
  let at = 0;
  let isNew = false;
  while (from < delta.length) {
    const [length, next] = lengthAt(delta, from);
    if (length === undefined) return 'whose last length is cut off';
    // Only the first run of a page may be empty, because a page may begin with new bytes.
    if (length === 0 && at > 0) return 'with an empty run';
    if (at + length > pageBytes) return 'that is longer than the page';
    if (isNew) {
      if (next + length > delta.length) return 'whose last run is cut off';
      runs.push({ at, bytes: delta.subarray(next, next + length) });
    }
    from = isNew ? next + length : next;
    at += length;
    isNew = !isNew;
  }
  return runs;
}

/** Seven bits per byte, the lowest first; two bytes are enough for any page. */
function lengthAt(bytes: Uint8Array, at: number): readonly [number | undefined, number] {
  const low = bytes[at] as number;
  if (low < 0x80) return [low, at + 1];
  const high = bytes[at + 1];
  return high === undefined ? [undefined, at] : [(low & 0x7f) | (high << 7), at + 2];
}
