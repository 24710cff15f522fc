/** What `decode` reads of streams in the forms of the main channel that QEMU writes, complete or not. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Part } from '../support/stream-bytes.ts';
import { bytesOf, decode, load, PAGE, u16, u32, u64 } from '../support/stream-bytes.ts';

const header = bytesOf(u32(0x5145564d), u32(3));
const machine = bytesOf(7, u32(1), Uint8Array.of(0x6d));
const footer = bytesOf(0x7e, u32(2));
const EOS = u64(0x10);

/** The setup of RAM with one block `m0` of four pages, and further parts of the setup. */
function setup(...more: readonly Part[]): Uint8Array {
  const head = bytesOf(1, u32(2), 'ram', u32(0), u32(4));
  return bytesOf(head, u64(4 * PAGE + 4), 'm0', u64(4 * PAGE), ...more, EOS, footer);
}

function lastPart(...records: readonly Part[]): Uint8Array {
  return bytesOf(3, u32(2), ...records, EOS, footer);
}

describe('an input that is cut short', () => {
  it.each<[string, RegExp, string]>([
    ['multifd-main-10.0', /device cpu_common 0/, 'in the section of cpu'],
    ['mapped-ram-10.0', /pc\.ram: \d+ pages are in the file/, 'the gap before the pages of pc.ram'],
    ['ignore-shared-10.0', /m0 \(1024 pages at 0x0\)/, 'the record of /rom@etc/acpi/tables:0'],
    ['background-snapshot', /device cpu_common 0/, 'the section of cpu'],
    ['xbzrle-record', /pc\.ram:256 delta of 12 bytes/, 'where a record of RAM should begin'],
    ['advise-of-length-0', /postcopy may follow, but not of RAM/, 'a record of RAM'],
    ['no-configuration', /pc\.ram:1 zeros/, 'the record of pc.ram:26'],
  ])('(%s) is printed up to its end', (name, line, end) => {
    const stream = load(name);
    const { lines, complaint } = decode(stream);
    expect(lines.join('\n')).toMatch(line);
    expect(complaint).toContain(`the stream ends at offset ${stream.length}, `);
    expect(complaint).toContain(end);
  });
});

describe('a delta', () => {
  const page = new Uint8Array(PAGE).fill(7);
  const full = bytesOf(u64(8), 'm0', page);
  const delta = (...bytes: readonly number[]): Uint8Array =>
    bytesOf(u64(0x60), 1, u16(bytes.length), Uint8Array.from(bytes));
  const stream = (...records: readonly Part[]): Uint8Array =>
    bytesOf(header, machine, setup(), lastPart(...records), 0);

  it('is applied to the page as it was sent before', () => {
    const { pages, complaint } = decode(stream(full, delta(0x82, 0x01, 2, 1, 2, 3, 1, 9)));
    expect(complaint).toBeUndefined();
    const expected = page.slice();
    expected.set([1, 2], 130);
    expected.set([9], 135);
    expect(pages.get('m0:0')).toEqual(expected);
  });

  it('of a page of zeros begins at its first byte', () => {
    const { pages, lines } = decode(stream(u64(2), 'm0', 0, delta(0, 1, 5)));
    expect(pages.get('m0:0')?.subarray(0, 2)).toEqual(Uint8Array.of(5, 0));
    expect(lines.at(-2)).toMatch(/^m0:0 delta of 1 byte, now 05 00/);
  });

  it.each([
    [[0xff, 0x7f, 1, 1], /longer than the page/],
    [[1, 4, 1], /whose last run is cut off/],
    [[1, 0], /an empty run/],
    [[0x80], /whose last length is cut off/],
  ])('%j is refused', (bytes, why) => {
    expect(decode(stream(full, delta(...bytes))).complaint).toMatch(why);
  });
});

it('a compressed page is uncompressed', () => {
  const page = new Uint8Array(PAGE).fill(3);
  const packed = deflateSync(page);
  const record = bytesOf(u64(0x1000 + 0x100), 'm0', u32(packed.length), packed);
  const { pages } = decode(bytesOf(header, machine, setup(), lastPart(record), 0));
  expect(pages.get('m0:1')).toEqual(page);
});

it('a mapped page lies where the bitmap says, and only there', () => {
  const capabilities = bytesOf(5, 'configuration/capabilities', u32(1), u32(1), 'mapped-ram');
  const begin = header.length + machine.length + capabilities.length;
  // After the block's entry there are four numbers, and then the bitmap.
  const bitmapAt = begin + 17 + 8 + 3 + 8 + 28;
  const mapped = bytesOf(
    u32(1),
    u64(PAGE),
    u64(bitmapAt),
    u64(8192),
    Uint8Array.of(0b0010, 0, 0, 0),
  );
  const pages = new Uint8Array(8192 - bitmapAt - 4 + 4 * PAGE);
  pages.fill(9, 8192 - bitmapAt - 4 + PAGE, 8192 - bitmapAt - 4 + 2 * PAGE);
  const stream = bytesOf(header, machine, capabilities, setup(mapped, pages), lastPart(), 0);
  const decoded = decode(stream);
  expect(decoded.complaint).toBeUndefined();
  expect([...decoded.pages.keys()]).toEqual(['m0:1']);
  expect(decoded.pages.get('m0:1')).toEqual(new Uint8Array(PAGE).fill(9));
});

it('a section without a footer is known by its description alone', () => {
  const bare = bytesOf(
    header,
    1,
    u32(2),
    'ram',
    u32(0),
    u32(4),
    u64(4 * PAGE + 4),
    'm0',
    u64(4 * PAGE),
    EOS,
  );
  const device = bytesOf(4, u32(3), 'timer', u32(0), u32(2), Uint8Array.of(1, 2, 3));
  const { lines, complaint } = decode(bytesOf(bare, device, 0));
  expect(lines.at(-1)).toBe('device timer 0, version 2, and whatever follows: 4 bytes');
  expect(complaint).toMatch(/in the section of timer, whose end cannot be found/);
});

it('device state that looks like a footer is not one', () => {
  const state = bytesOf(0x7e, u32(3), 0xff, 0x7e, u32(3));
  const device = bytesOf(4, u32(3), 'timer', u32(0), u32(2), state, 0x7e, u32(3));
  const { lines } = decode(bytesOf(header, machine, setup(), lastPart(), device, 0));
  expect(lines).toContain(`device timer 0, version 2: ${state.length} bytes`);
});

describe('postcopy', () => {
  const command = (number: number, ...argument: readonly Part[]): Uint8Array => {
    const bytes = bytesOf(...argument);
    return bytesOf(8, u16(number), u16(bytes.length), bytes);
  };

  it('goes on after its package', () => {
    const device = bytesOf(4, u32(3), 'timer', u32(0), u32(2), 1, 0x7e, u32(3));
    const inner = bytesOf(command(4), device, command(2, u32(3)), command(5));
    const stream = bytesOf(
      header,
      machine,
      command(3, u64(0x201000), u64(PAGE)),
      setup(u64(0x200000)),
      command(6, 0, 'm0', 0, u64(0), u64(2 * PAGE)),
      command(7, u32(inner.length)),
      inner,
      lastPart(u64(2), 'm0', 0),
      0,
    );
    const { lines, complaint } = decode(stream);
    expect(complaint).toBeUndefined();
    expect(lines.slice(1)).toEqual([
      'postcopy may follow; page sizes 0x201000',
      'RAM: m0 (4 pages of 2097152 bytes)',
      'forget m0:0, 2 pages',
      `take over: a package of ${inner.length} bytes`,
      'listen',
      'device timer 0, version 2: 1 bytes',
      'ping 3',
      'run',
      'RAM, last part',
      'm0:0 zeros',
      'end of stream',
    ]);
    const long = bytesOf(header, machine, setup(), command(7, u32(99)), inner, lastPart(), 0);
    expect(decode(long).complaint).toMatch(/an end of stream inside a package/);
    const short = bytesOf(header, machine, setup(), command(7, u32(3)), inner);
    expect(decode(short).complaint).toMatch(/extends beyond the end of its package/);
  });

  it('of COLO goes on with checkpoints', () => {
    const state = bytesOf(4, u32(3), 'timer', u32(0), u32(2), 1, 0x7e, u32(3), 0);
    const checkpoint = bytesOf(
      u32(1),
      u32(3),
      lastPart(u64(2), 'm0', 0),
      0,
      u32(4),
      u64(state.length),
    );
    const start = bytesOf(header, machine, command(8), setup(), lastPart(), 0);
    const { lines, complaint } = decode(bytesOf(start, checkpoint, state, u32(1)));
    expect(complaint).toBeUndefined();
    expect(lines).toContain('enable-colo');
    expect(lines.slice(-4)).toEqual([
      `COLO: vmstate-size ${state.length}`,
      'device timer 0, version 2: 1 bytes',
      'end of stream',
      'COLO: checkpoint-request',
    ]);
    expect(decode(bytesOf(start, u32(7))).complaint).toMatch(/message 7 of COLO/);
  });
});
