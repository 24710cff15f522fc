/**
 * Streams, real and mangled: the judge's decoder and the engine's loader read the same, refuse the
 * same, and survive any bytes at all.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareIncoming } from '../../impl/engine/destination/incoming.ts';
import { incomingThread } from '../../impl/engine/destination/incoming-thread.ts';
import { makeParts } from '../../impl/rig/engine-parts.ts';
import { Scheduler } from '../../impl/runtime/scheduler.ts';
import { Thread } from '../../impl/runtime/thread.ts';
import type { Scenario } from '../../impl/scenario.ts';
import { decodeToText } from '../../traces/decode-to-text.ts';
import type { StreamBlock, StreamListener } from '../../traces/stream-decoder.ts';
import { decodeStream, GrammarError, makeStreamDecoder } from '../../traces/stream-decoder.ts';
import { loadEngine } from '../loader/load-engine.ts';
import { scenarioNumber } from '../scenarios/families.ts';
import { film } from '../story/frames.ts';
import { checkProperty } from '../tooling/check-property.ts';

interface Recording {
  readonly scenario: Scenario;
  readonly stream: Uint8Array;
}

let recordings: readonly Recording[];

beforeAll(async () => {
  const open = await loadEngine();
  recordings = Array.from({ length: 24 }, (_, number) => {
    const scenario = scenarioNumber(number, 'background-sync', 'streams');
    return { scenario, stream: film(open, { scenario, decisions: [] }).stream };
  });
});

/** Everything that the decoder says of a stream, as lines; and how it ends. */
function decodeAll(stream: Uint8Array, pageBytes: number): readonly string[] {
  const lines: string[] = [];
  try {
    decodeToText(stream, pageBytes, (line) => lines.push(line));
    return [...lines, 'whole'];
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    return [...lines, error.message];
  }
}

/** What the destination's memory must be after the stream, and whether it may be accepted. */
function expectedOf({ scenario, stream }: Recording): { memory: Uint8Array; isAccepted: boolean } {
  const { pageBytes, blocks } = scenario;
  const firstPages: number[] = [];
  let pages = 0;
  for (const { usedPages } of blocks) {
    firstPages.push(pages);
    pages += usedPages;
  }
  const memory = new Uint8Array(pages * pageBytes);
  const decoder = makeStreamDecoder({ pageBytes });
  const firstByte = (block: number, page: number): number =>
    ((firstPages[block] as number) + page) * pageBytes;
  const own = blocks.map(({ name, usedPages }): StreamBlock => ({ name, pages: usedPages }));
  const actors = scenario.vcpus.length + 1;
  const listener: StreamListener = {
    blocks(listed) {
      if (JSON.stringify(listed) !== JSON.stringify(own)) throw new GrammarError('other blocks');
    },
    zeroPage(block, page) {
      memory.fill(0, firstByte(block, page), firstByte(block, page) + pageBytes);
    },
    normalPage(block, page, bytes, at) {
      memory.set(bytes.subarray(at, at + pageBytes), firstByte(block, page));
    },
    deviceState(positions) {
      if (positions.length !== actors) throw new GrammarError('another guest');
    },
    end: () => undefined,
  };
  try {
    const end = decodeStream(decoder, stream, { from: 0, end: stream.length }, listener);
    return { memory, isAccepted: end === stream.length && decoder.expects === 'nothing' };
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    return { memory, isAccepted: false };
  }
}

/** What the engine's destination makes of the stream. */
function load({ scenario, stream }: Recording): { memory: Uint8Array; isAccepted: boolean } {
  const { shared, incoming } = makeParts(scenario);
  const { channel, machine } = incoming;
  const thread = new Thread(0, 'incoming', (self) => incomingThread(self, incoming));
  const scheduler = new Scheduler(shared, [thread]);
  for (const object of shared.objects) object.reset();
  scheduler.restart();
  prepareIncoming(incoming);
  channel.open();
  channel.putBytes(stream);
  channel.flush();
  for (let steps = 0; !thread.isFinished; steps++) {
    if (steps > 2 * stream.length + 10) throw new Error('the loader does not end');
    if ((shared.ready.mask & thread.bit) === 0) {
      if (incoming.load.end !== undefined) break;
      channel.close();
    }
    scheduler.step(0);
  }
  const { pageBytes } = scenario;
  const pages = scenario.blocks.reduce((sum, { usedPages }) => sum + usedPages, 0);
  const words = Array.from({ length: (pages * pageBytes) / 4 }, (_, index) =>
    machine.memory.peekWord(Math.floor((index * 4) / pageBytes), index % (pageBytes / 4)),
  );
  return {
    memory: new Uint8Array(Int32Array.from(words).buffer),
    isAccepted: incoming.load.end === 'loaded',
  };
}

/** One way of mangling a stream. */
type Mangle = (stream: Uint8Array) => Uint8Array;

const mangling: fc.Arbitrary<Mangle> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat({ max: 7 })).map(([at, bit]): Mangle => (stream) => {
    const index = at % stream.length;
    return stream.with(index, (stream[index] as number) ^ (1 << bit));
  }),
  fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(
    ([at, value]): Mangle =>
      (stream) =>
        stream.with(at % stream.length, value),
  ),
  fc.nat().map(
    (at): Mangle =>
      (stream) =>
        stream.slice(0, 1 + (at % stream.length)),
  ),
  fc.tuple(fc.nat(), fc.nat({ max: 40 })).map(([at, length]): Mangle => (stream) => {
    const from = at % stream.length;
    return Uint8Array.from([...stream.subarray(0, from), ...stream.subarray(from + length)]);
  }),
  fc
    .tuple(fc.nat(), fc.nat(), fc.nat({ max: 40 }))
    .map(([from, to, length]): Mangle => (stream) => {
      const piece = stream.subarray(from % stream.length, (from % stream.length) + length);
      const at = to % stream.length;
      return Uint8Array.from([...stream.subarray(0, at), ...piece, ...stream.subarray(at)]);
    }),
);

const anyMangled = fc
  .tuple(fc.nat(), fc.array(mangling, { minLength: 1, maxLength: 3 }))
  .map(([number, mangles]): Recording => {
    const recording = recordings[number % recordings.length] as Recording;
    let { stream } = recording;
    for (const mangle of mangles) if (stream.length > 0) stream = mangle(stream);
    return { ...recording, stream };
  });

describe('a real stream', () => {
  it('is decoded to its end, and loads to what it says', () => {
    for (const recording of recordings) {
      expect(decodeAll(recording.stream, recording.scenario.pageBytes).at(-1)).toBe('whole');
      const expected = expectedOf(recording);
      expect(expected.isAccepted).toBe(true);
      expect(load(recording)).toEqual(expected);
    }
  });

  it('is decoded alike in whatever portions it comes', () => {
    const portions = fc.tuple(
      fc.nat(),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
    );
    const property = fc.property(portions, ([number, sizes]) => {
      const { scenario, stream } = recordings[number % recordings.length] as Recording;
      const decoder = makeStreamDecoder({ pageBytes: scenario.pageBytes });
      const pages: string[] = [];
      const listener: StreamListener = {
        blocks: (blocks) => pages.push(JSON.stringify(blocks)),
        zeroPage: (block, page) => pages.push(`${block}:${page} zero`),
        normalPage: (block, page, bytes, at) =>
          pages.push(`${block}:${page} ${bytes.subarray(at, at + scenario.pageBytes).join(' ')}`),
        deviceState: (positions) => pages.push(positions.join(' ')),
        end: () => pages.push('end'),
      };
      const whole: string[] = [];
      let done = 0;
      let given = 0;
      for (let turn = 0; given < stream.length; turn++) {
        given = Math.min(stream.length, given + (sizes[turn % sizes.length] as number));
        done = decodeStream(decoder, stream, { from: done, end: given }, listener);
      }
      whole.push(...pages);
      pages.length = 0;
      const again = makeStreamDecoder({ pageBytes: scenario.pageBytes });
      decodeStream(again, stream, { from: 0, end: stream.length }, listener);
      expect(whole).toEqual(pages);
    });
    void checkProperty(property, { seed: 1, runs: 300 });
  });
});

describe('a mangled stream', () => {
  it('is read alike by the decoder and by the loader, which never crash nor hang', () => {
    let accepted = 0;
    let refused = 0;
    const property = fc.property(anyMangled, (recording) => {
      const expected = expectedOf(recording);
      expect(load(recording)).toEqual(expected);
      if (expected.isAccepted) accepted++;
      else refused++;
    });
    void checkProperty(property, { seed: 2, runs: 20_000 });
    // Both outcomes are common, or the test would say little: a changed payload is still a stream.
    expect(accepted).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(5000);
  });

  it('is refused with one line that names an offset', () => {
    const property = fc.property(anyMangled, ({ scenario, stream }) => {
      const last = decodeAll(stream, scenario.pageBytes).at(-1);
      expect(last).toMatch(/^(?:whole|offset \d+: [^\n]+)$/);
    });
    void checkProperty(property, { seed: 3, runs: 5000 });
  });

  it('may be nothing but noise', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), (stream) => {
      const { scenario } = recordings[0] as Recording;
      expect(load({ scenario, stream }).isAccepted).toBe(false);
      expect(decodeAll(stream, scenario.pageBytes).at(-1)).not.toBe('whole');
    });
    void checkProperty(property, { seed: 4, runs: 2000 });
  });
});
