/** The digest of a scenario: it contains what differs from the plainest scenario, and nothing else. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../impl/scenario.ts';
import { hashOfScenario } from '../../judging/execution/scenario-hash.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';

const scenario = scenarioNumber(3, 'preempt', 'hash');

/** The value with the fields of every object in reverse order. */
function turned<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(turned) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toReversed();
  return Object.fromEntries(entries.map(([name, field]) => [name, turned(field)])) as Value;
}

describe('the hash of a scenario', () => {
  it('does not depend on the order of fields', () => {
    expect(hashOfScenario(turned(scenario))).toBe(hashOfScenario(scenario));
  });

  it('is the same for a field with its default value and for a missing one', () => {
    const { preempt: _, ...silent } = { ...scenario, preempt: 'off' as const };
    expect(hashOfScenario(silent as Scenario)).toBe(
      hashOfScenario({ ...scenario, preempt: 'off' }),
    );
    const ticks = scenario.ticks.map((tick) => ({ ...tick, salt: undefined }));
    expect(hashOfScenario({ ...scenario, ticks })).toBe(hashOfScenario(scenario));
  });

  it.each<[string, Partial<Scenario>]>([
    ['an option', { splitReads: !scenario.splitReads }],
    ['a number', { switchoverThreshold: scenario.switchoverThreshold + 1 }],
    ['the operations', { vcpus: [[]] }],
    [
      'a field of a block',
      { blocks: scenario.blocks.map((one) => ({ ...one, zeroPages: [0, 1] })) },
    ],
  ])('changes with %s', (_, change) => {
    expect(hashOfScenario({ ...scenario, ...change })).not.toBe(hashOfScenario(scenario));
  });
});
