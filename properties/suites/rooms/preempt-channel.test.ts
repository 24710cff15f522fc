/**
 * Preempt channels, sent and mangled: the judge's decoder and the engine's thread that reads the channel load
 * the same, refuse the same, and survive any bytes.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeParts } from '../../../impl/rig/engine-parts.ts';
import type { Scenario } from '../../../impl/scenario.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';
import { checkProperty } from '../../tooling/check-property.ts';
import { anyMangled } from '../support/mangling.ts';
import type { Recording } from '../support/stream-outcomes.ts';
import { expectedOfUrgent, loadUrgent } from '../support/stream-outcomes.ts';

/** All host pages, each as a whole, as the single sender sends them, and the end. */
function wholeChannel(scenario: Scenario): Recording {
  const { source } = makeParts(scenario);
  const { preempt, ram } = source;
  if (preempt === undefined) throw new Error('the scenario has no preempt channel');
  const { channel, stream } = preempt.sender;
  channel.open();
  stream.forgetBlock();
  const content = new Uint8Array(scenario.pageBytes);
  for (const block of ram.blocks.toReversed())
    for (let page = 0; page < block.usedPages; page++) {
      if (page % 3 === 2) stream.zeroPage(block, page);
      else stream.normalPage(block, page, content.fill(page + 1));
    }
  stream.endRecords();
  return { scenario, stream: channel.bytes.slice(channel.head, channel.tail) };
}

const recordings = Array.from({ length: 24 }, (_, number) =>
  wholeChannel(scenarioNumber(number, 'preempt-single-sender', 'preempt channel')),
).filter(({ stream }) => stream.length < 1000);

const anyOfThem = anyMangled(recordings);

describe('a preempt channel', () => {
  it('is loaded to the memory that it describes', () => {
    expect(recordings.length).toBeGreaterThan(10);
    for (const recording of recordings) {
      const expected = expectedOfUrgent(recording);
      expect(expected.isAccepted).toBe(true);
      expect(loadUrgent(recording)).toEqual(expected);
    }
  });

  it('is read alike by the decoder and the loading thread, however it is mangled', () => {
    let accepted = 0;
    let refused = 0;
    const property = fc.property(anyOfThem, (recording) => {
      const expected = expectedOfUrgent(recording);
      expect(loadUrgent(recording)).toEqual(expected);
      if (expected.isAccepted) accepted++;
      else refused++;
    });
    void checkProperty(property, { seed: 5, runs: 10_000 });
    expect(accepted).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(3000);
  });
});
