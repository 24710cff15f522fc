/**
 * Streams, sent and mangled: the judge's decoder and the engine's loader read the same, refuse the same, and
 * survive any bytes.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from '../../../impl/scenario.ts';
import { decodeToText } from '../../../traces/decode-to-text.ts';
import type { StreamListener } from '../../../traces/stream-grammar.ts';
import { decodeStream, makeStreamDecoder } from '../../../traces/stream-decoder.ts';
import { GrammarError } from '../../../traces/stream-grammar.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { isFitForPostcopy } from '../../judging/pages/host-pages.ts';
import { makeLockstep } from '../../judging/execution/execution.ts';
import { recordRun } from '../../judging/execution/record-run.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';
import { film } from '../../telling/film/frames.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { random } from '../../searching/strategies/random.ts';
import { checkProperty } from '../../tooling/check-property.ts';
import type { Recording } from '../support/stream-outcomes.ts';
import { anyMangled } from '../support/mangling.ts';
import { expectedOf, load } from '../support/stream-outcomes.ts';

let recordings: readonly Recording[];

beforeAll(async () => {
  const open = await loadEngine();
  recordings = ['background-sync', 'postcopy'].flatMap((family) =>
    Array.from({ length: 24 }, (_, number): Recording => {
      const scenario = scenarioNumber(number, family, 'streams');
      const lockstep = makeLockstep(scenario, open);
      const { decisions } = recordRun(lockstep, random(), makeDraw(`streams/${number}`));
      return { scenario, stream: film(open, { scenario, decisions }).stream };
    }).filter(({ scenario, stream }) => isFit(scenario) && stream.length > 100),
  );
});

/** Whether the scenario is loaded at all: unfit ones are refused first. */
function isFit({ postcopy, blocks }: Scenario): boolean {
  return !postcopy || blocks.every(isFitForPostcopy);
}

/** Everything that the decoder reports of a stream, as lines, and how the stream ends. */
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

describe('a real stream', () => {
  it('is recorded with and without a switch to postcopy', () => {
    const switched = recordings.filter(({ scenario, stream }) =>
      decodeAll(stream, scenario.pageBytes).some((line) => line.endsWith('take over:')),
    );
    expect(switched.length).toBeGreaterThan(10);
    expect(recordings.length - switched.length).toBeGreaterThan(10);
  });

  it('is decoded to its end, and is loaded as decoded', () => {
    for (const recording of recordings) {
      expect(decodeAll(recording.stream, recording.scenario.pageBytes).at(-1)).toBe('whole');
      const expected = expectedOf(recording);
      expect(expected.isAccepted).toBe(true);
      expect(load(recording)).toEqual(expected);
    }
  });

  it('is decoded the same in any portions', () => {
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
  it('is read alike by the decoder and the loader, and neither crashes nor hangs', () => {
    let accepted = 0;
    let refused = 0;
    const property = fc.property(anyMangled(recordings), (recording) => {
      const expected = expectedOf(recording);
      const loaded = load(recording);
      expect(loaded.isAccepted).toBe(expected.isAccepted);
      expect(loaded.memory).toEqual(expected.memory ?? loaded.memory);
      if (expected.isAccepted) accepted++;
      else refused++;
    });
    void checkProperty(property, { seed: 2, runs: 10_000 });
    // Both outcomes must be common for the test to mean anything: a changed payload is still a stream.
    expect(accepted).toBeGreaterThan(250);
    expect(refused).toBeGreaterThan(2500);
  });

  it('is refused with one line that names an offset', () => {
    const property = fc.property(anyMangled(recordings), ({ scenario, stream }) => {
      const last = decodeAll(stream, scenario.pageBytes).at(-1);
      expect(last).toMatch(/^(?:whole|offset \d+: [^\n]+)$/);
    });
    void checkProperty(property, { seed: 3, runs: 5000 });
  });

  it('is refused if it is nothing but noise', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), (stream) => {
      const { scenario } = recordings[0] as Recording;
      expect(load({ scenario, stream }).isAccepted).toBe(false);
      expect(decodeAll(stream, scenario.pageBytes).at(-1)).not.toBe('whole');
    });
    void checkProperty(property, { seed: 4, runs: 2000 });
  });
});
