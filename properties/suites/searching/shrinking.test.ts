/** A reported violation is as small as claimed, and the stored trace reproduces it. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from '../../../impl/scenario.ts';
import type { OpenSystem } from '../../../impl/system.ts';
import { isStorable } from '../../../traces/scenario-schema.ts';
import { parseTrace, printTrace } from '../../../traces/trace-file.ts';
import type { Order } from '../../running/campaign/batch.ts';
import { runBatch } from '../../running/campaign/batch.ts';
import { findAgainAt, findGraver } from '../../running/campaign/investigate.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { familyNames, MIXED, scenarioNumber } from '../../searching/scenarios/families.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import { makeProber } from '../../searching/shrink/finding.ts';
import { candidates, RESEARCHES, searchNear, shrink } from '../../searching/shrink/shrink.ts';
import { smallerScenarios } from '../../searching/shrink/smaller-scenarios.ts';
import { film } from '../../telling/film/frames.ts';
import { describeViolation, traceOf } from '../../telling/story/violation.ts';
import { random } from '../../searching/strategies/random.ts';
import { followDecisions } from '../../searching/strategies/follow-decisions.ts';
import { checkProperty } from '../../tooling/check-property.ts';

/** A bug that would take long to show in the mixture of all families, and the family in which it shows soon. */
const SLOW = { id: 'seed-003-stale-shadow', scenario: 'background-sync' } as const;
const BATCHES_MAX = 1000;

/** The first violation of the bug with this seed, as a campaign finds and shrinks it. */
function hunt(
  open: OpenSystem,
  seed: string,
  scenario: string = MIXED,
): { found: Finding; shrunk: Finding } {
  const order: Order = { seed, scenario, strategy: 'random' };
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const { violated } = runBatch(open, order, batch);
    if (violated === undefined) continue;
    const place = { batch, ...violated };
    const found = findGraver(open, order, { ...findAgainAt(open, order, place), ...place });
    return { found, shrunk: shrink(found, { open }) };
  }
  throw new Error(`nothing found in ${BATCHES_MAX} batches`);
}

describe.each([
  'seed-003-stale-shadow',
  'late-chunk-clear',
  'double-count',
  'registers-before-stores',
])('a finding of %s', (id) => {
  const bug = readBug(id);
  let open: OpenSystem;
  let found: Finding;
  let shrunk: Finding;

  beforeAll(async () => {
    open = await loadEngine(bug.edits);
    ({ found, shrunk } = hunt(open, 'shrunk', id === SLOW.id ? SLOW.scenario : MIXED));
  });

  it('is shrunk to a smaller one of the same property', () => {
    expect(shrunk.property).toBe(found.property);
    expect(shrunk.steps.length).toBeLessThan(found.steps.length);
    expect(shrunk.minimalUnder).toBe(RESEARCHES.thorough);
  });

  it('vanishes without any one operation, tick, page or block, and with any simpler option', () => {
    const { property } = shrunk;
    const smaller = [...candidates(shrunk)].filter((scenario) => {
      if (searchNear(scenario, shrunk, { open, researches: 100 }) !== undefined) return true;
      // Schedules that shrinking has not tried: the claim is about the scenario, not about certain schedules.
      const prober = makeProber(open, scenario, { property, orGraver: false });
      for (let fresh = 0; fresh < 500; fresh++)
        if (prober.probe(random(), `fresh ${fresh}`) !== undefined) return true;
      return false;
    });
    expect(smaller).toEqual([]);
  });

  it('vanishes, or gets no smaller, without any one decision', () => {
    const { scenario, property, decisions, weight } = shrunk;
    const prober = makeProber(open, scenario, { property, orGraver: false });
    const lighter = decisions.filter((_, at) => {
      const fewer = followDecisions(decisions.toSpliced(at, 1), prober.system);
      const still = prober.probe(fewer, 'hint');
      // Fewer decisions with a longer story are not smaller.
      return still !== undefined && still.weight[0] <= weight[0];
    });
    expect(lighter).toEqual([]);
  });

  it('is shrunk to the same finding every time', () => {
    expect(shrink(found, { open })).toEqual(shrunk);
  });

  it('is stored and read back unchanged, and violates the same property at the same step', () => {
    const { trace, violation } = traceOf(open, shrunk, { bug });
    const text = printTrace(trace);
    expect(parseTrace(text, 'printed')).toEqual(trace);
    expect(printTrace(parseTrace(text, 'printed'))).toBe(text);
    const { scenario, decisions } = parseTrace(text, 'printed');
    const filmed = film(open, { scenario, decisions, upTo: shrunk.property });
    expect(filmed.unfollowed).toEqual([]);
    expect(filmed.digest).toBe(trace.expect.digest);
    expect(describeViolation(filmed, filmed.objections ?? [])).toEqual(violation);
  });

  it('has one line for each decision in its file', () => {
    const { trace } = traceOf(open, shrunk, { bug });
    const lines = printTrace(trace).split('\n');
    const own = lines.filter((line) => /^ {4}\{"thread":.*\},?$/.test(line));
    expect(own).toHaveLength(trace.decisions.length);
  });
});

describe('shrinking', () => {
  it('stops when told to, with the best finding so far', async () => {
    const open = await loadEngine(readBug('seed-003-stale-shadow').edits);
    const { found } = hunt(open, 'shrinking', SLOW.scenario);
    let improvements = 0;
    const onProgress = (): boolean => ++improvements < 2;
    const shrunk = shrink(found, { open, onProgress });
    expect(improvements).toBe(2);
    expect(shrunk.minimalUnder).toBeUndefined();
    expect(shrunk.property).toBe(found.property);
  });
});

describe('a scenario that shrinking tries', () => {
  const STEPS_PAST_BOUND = 1_000_000;
  const tried = (scenario: Scenario): readonly Scenario[] => [
    ...candidates({ scenario, weight: [0, 0, STEPS_PAST_BOUND] }),
  ];

  it('can be stored in a trace, however far shrinking has come', () => {
    let unfit = 0;
    const anyDrawn = fc.record({
      family: fc.constantFrom(...familyNames),
      number: fc.nat({ max: 100_000 }),
      way: fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
    });
    const property = fc.property(anyDrawn, ({ family, number, way }) => {
      let scenario = scenarioNumber(number, family, 'storable');
      expect(isStorable(scenario)).toBe(true);
      for (const turn of way) {
        const smaller = tried(scenario);
        expect(smaller.filter((one) => !isStorable(one))).toEqual([]);
        unfit += [...smallerScenarios(scenario)].filter((one) => !isStorable(one)).length;
        scenario = smaller[turn % smaller.length] ?? scenario;
      }
    });
    void checkProperty(property, { seed: 7, runs: 60 });
    // For example, a host page of which only a half is plugged in.
    expect(unfit).toBeGreaterThan(20);
  });

  it('is never one that was once stored and cannot be read', () => {
    const file = 'properties/suites/inputs/s07-not-replayable.json';
    const text = readFileSync(file, 'utf8');
    expect(() => parseTrace(text, file)).toThrow(/discarded page 0 is not all discarded/);
    const { scenario } = JSON.parse(text) as { scenario: Scenario };
    const whole = { zeroPages: [0, 1], discardedPages: [0, 1] };
    const before = { ...scenario, blocks: scenario.blocks.map((one) => ({ ...one, ...whole })) };
    expect(isStorable(before)).toBe(true);
    expect(tried(before)).not.toContainEqual(expect.objectContaining({ blocks: scenario.blocks }));
  });
});
