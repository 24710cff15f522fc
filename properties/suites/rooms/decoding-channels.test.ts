/** What `decode` reads of the channels beside the main one. */
import { describe, expect, it } from 'vitest';
import { bytesOf, decode, load, PAGE, u32, u64 } from '../support/stream-bytes.ts';

describe('a return path', () => {
  it('is read message by message', () => {
    const { lines, complaint } = decode(load('return-path'), 'return-path');
    expect(complaint).toBeUndefined();
    expect(lines).toContain('wanted: pc.ram:234, 1 pages');
    expect(lines.at(-1)).toBe('shut, all is well');
  });

  it('is recognised where a stream was expected', () => {
    expect(decode(load('return-path')).complaint).toBe(
      'offset 0: magic 0x20004, not 0x5145564d; perhaps it is a return path: try --channel return-path',
    );
  });
});

describe('a multifd channel', () => {
  const head = bytesOf(u32(0x11223344), u32(1), new Uint8Array(16), 1, new Uint8Array(39));
  const packet = (flags: number, room: number, normal: number, zeros: number): Uint8Array => {
    const numbers = [flags, room, normal, normal * PAGE, 0, 5, zeros].map(u32);
    const block = new Uint8Array(256);
    block.set(Buffer.from(normal + zeros === 0 ? '' : 'm0'));
    const offsets = new Uint8Array(128 * 8);
    offsets.set(u64(2 * PAGE));
    offsets.set(u64(3 * PAGE), 8);
    return bytesOf(u32(0x11223344), u32(1), ...numbers, new Uint8Array(28), block, offsets);
  };

  it('is read packet by packet', () => {
    const page = new Uint8Array(PAGE).fill(4);
    const stream = bytesOf(head, packet(1, 0, 0, 0), packet(0, 128, 1, 1), page);
    const { lines, pages, complaint } = decode(stream, 'multifd');
    expect(complaint).toBeUndefined();
    expect(lines.slice(0, 3)).toEqual([
      'multifd channel 1',
      'packet 5: no pages, sync',
      'packet 5: m0, 2 pages, 1 of zeros',
    ]);
    expect(pages.get('m0:2')).toEqual(page);
    expect(pages.has('m0:3') && pages.get('m0:3') === undefined).toBe(true);
    expect(decode(stream).complaint).toMatch(/a multifd channel: try --channel multifd/);
    expect(decode(stream.subarray(0, -1), 'multifd').complaint).toMatch(
      /in the page m0:2 of packet 5/,
    );
  });

  it('with an impossible number of pages is refused', () => {
    expect(decode(bytesOf(head, packet(0, 129, 1, 1)), 'multifd').complaint).toMatch(
      /with room for/,
    );
    expect(decode(bytesOf(head, u32(1)), 'multifd').complaint).toMatch(/magic 0x1, not 0x11223344/);
  });
});
