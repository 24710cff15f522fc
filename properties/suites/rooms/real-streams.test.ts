/**
 * Streams of real QEMU: read completely in portions of any size; mangled ones are never accepted silently.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamChannel } from '../../../traces/decoding/read-stream.ts';
import { EndsEarly, openReading } from '../../../traces/decoding/read-stream.ts';
import { GrammarError } from '../../../traces/stream-grammar.ts';
import type { WireItem, WireReader } from '../../../traces/wire-reader.ts';
import {
  readMainChannel,
  readPreemptChannel,
  readReturnPath,
} from '../../../traces/wire-reader.ts';
import { projectRoot } from '../../project-root.ts';
import { checkProperty } from '../../tooling/check-property.ts';
import { mangling } from '../support/mangling.ts';

function load(name: string): Uint8Array {
  const file = join(projectRoot, 'traces', 'recordings', `${name}.stream.gz`);
  return Uint8Array.from(gunzipSync(readFileSync(file)));
}

const precopy = load('precopy');
const postcopy = load('postcopy');
const { blocks } = read(readMainChannel(), postcopy);

/** The reader of each channel. */
const channels: readonly (readonly [string, Uint8Array, () => WireReader])[] = [
  ['precopy', precopy, readMainChannel],
  ['postcopy', postcopy, readMainChannel],
  ['preempt-channel', load('preempt-channel'), () => readPreemptChannel(blocks)],
  ['return-path', load('return-path'), readReturnPath],
];

function read(
  reader: WireReader,
  bytes: Uint8Array,
  sizes: readonly number[] = [bytes.length],
): { readonly items: readonly WireItem[]; readonly blocks: ReturnType<WireReader['blocks']> } {
  const items: WireItem[] = [];
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const end = Math.min(bytes.length, from + (sizes[turn % sizes.length] as number));
    items.push(...reader.push(bytes.subarray(from, end)));
    from = end;
  }
  return { items, blocks: reader.blocks() };
}

/** One line an item; device state comes in as many pieces as there are portions. */
function linesOf(items: readonly WireItem[]): readonly string[] {
  return items.flatMap((item) => {
    if (item.kind === 'opaque') return [];
    if (item.kind !== 'record') return [JSON.stringify(item)];
    return [`${item.from} ${item.block}:${item.page} ${item.content?.join('') ?? ''}`];
  });
}

describe('a stream of QEMU', () => {
  it.each(channels)('(%s) is cut into items without gaps', (_name, bytes, makeReader) => {
    const reader = makeReader();
    const { items } = read(reader, bytes);
    expect(reader.complaint()).toBeUndefined();
    expect(reader.isWhole()).toBe(true);
    items.forEach(({ from }, index) => expect(from).toBe(items[index - 1]?.end ?? 0));
    expect(items.at(-1)?.end).toBe(bytes.length);
  });

  it.each(channels)('(%s) has the same items in any portions', (_name, bytes, makeReader) => {
    const whole = linesOf(read(makeReader(), bytes).items);
    // Small portions, but few enough that the test does not take minutes.
    const least = Math.max(1, Math.floor(bytes.length / 2000));
    const sizes = fc.array(fc.integer({ min: least, max: 40 * least }), { minLength: 1 });
    const property = fc.property(sizes, (portions) => {
      expect(linesOf(read(makeReader(), bytes, portions).items)).toEqual(whole);
    });
    void checkProperty(property, { seed: 1, runs: 3 });
  });

  it('of a postcopy migration has items of every kind', () => {
    const kinds = new Set(read(readMainChannel(), postcopy).items.map(({ kind }) => kind));
    for (const kind of ['configuration', 'advise', 'discard', 'package', 'record', 'end'] as const)
      expect(kinds).toContain(kind);
    const back = read(readReturnPath(), load('return-path')).items;
    const requests = back.flatMap((item) =>
      item.kind === 'request' ? [`${item.block}:${item.page}`] : [],
    );
    // The first request is for the page that the vCPU executes; later ones may omit the block if it is the
    // same.
    expect(requests).toEqual(['pc.bios:0', 'pc.ram:296', 'pc.ram:263', 'pc.ram:268', 'pc.ram:311']);
  });

  it('is printed with one line per record', () => {
    const lines = textOf(precopy);
    expect(lines[0]).toBe('machine pc-q35-7.2');
    expect(lines[1]).toMatch(/^RAM: pc\.ram \(512 pages\), /);
    expect(lines).toContain('device timer 0, version 2: 24 bytes');
    expect(lines.at(-3)).toBe('end of stream');
    expect(lines.at(-2)).toMatch(/^description of the device state: \d+ bytes$/);
    expect(lines.at(-1)).toBe('whole');
    const switched = textOf(postcopy);
    for (const one of ['listen', 'run', 'end of stream', 'whole'])
      expect(switched.filter((line) => line === one)).toHaveLength(1);
  });

  it.each(channels)('(%s) is printed the same in any portions', (channel, bytes) => {
    const whole = textOf(bytes, { channel });
    expect(whole.at(-1)).toBe('whole');
    expect(textOf(bytes, { channel, portion: 997 })).toEqual(whole);
  });
});

/** All lines, and how the stream ends. */
function textOf(
  stream: Uint8Array,
  { channel = 'main', portion = stream.length }: { channel?: string; portion?: number } = {},
): readonly string[] {
  const lines: string[] = [];
  const side: StreamChannel =
    channel === 'return-path' ? channel : channel === 'preempt-channel' ? 'preempt' : 'main';
  const reading = openReading(side, { say: (_offset, text) => lines.push(text) });
  try {
    for (let from = 0; from < stream.length; from += portion)
      reading.push(stream.slice(from, from + portion));
    reading.end();
    return [...lines, 'whole'];
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    return [...lines, `${error instanceof EndsEarly ? 'early' : 'refused'}: ${error.message}`];
  }
}

describe('a mangled stream of QEMU', () => {
  it('that is cut short anywhere is reported as such', () => {
    const property = fc.property(fc.nat({ max: precopy.length - 1 }), (length) => {
      expect(textOf(precopy.subarray(0, length)).at(-1)).toMatch(
        /^early: the stream ends at offset \d+, (?:where .+ should begin|in .+, which begins at \d+)$/,
      );
    });
    void checkProperty(property, { seed: 2, runs: 200 });
  });

  it.each(channels)(
    '(%s) is refused with one line, or read to its end',
    (_name, bytes, makeReader) => {
      let refused = 0;
      // Most of a stream is content, where any byte is valid, so only its beginning is mangled.
      const head = bytes.subarray(0, Math.min(bytes.length, 2000));
      const property = fc.property(
        fc.array(mangling, { minLength: 1, maxLength: 3 }),
        (mangles) => {
          const mangled = mangles.reduce((stream, mangle) => mangle(stream), head);
          const reader = makeReader();
          read(reader, mangled);
          const complaint = reader.complaint();
          if (complaint === undefined) return;
          refused++;
          expect(complaint).toMatch(/^(?:return path, )?offset \d+: [^\n]+$/);
        },
      );
      void checkProperty(property, { seed: 3, runs: 2000 });
      expect(refused).toBeGreaterThan(100);
    },
  );

  it.each([
    ['a compressed record', 0x40, /a record with flags 0x40/],
    ['a record for multifd', 0x200, /a record with flags 0x200/],
  ])('with %s is refused', (_what, flags, line) => {
    const { items } = read(readMainChannel(), precopy);
    const record = items.find(({ kind }) => kind === 'record') as WireItem;
    const spoilt = precopy.slice();
    new DataView(spoilt.buffer).setBigUint64(record.from, BigInt(flags));
    const reader = readMainChannel();
    read(reader, spoilt);
    expect(reader.complaint()).toMatch(line);
  });
});
