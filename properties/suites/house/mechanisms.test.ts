/**
 * What the compiler cannot check of a mechanism: that its numbers and names are unique, that its threads
 * exist, that a shrunk story weighs everything that it reports, and that each of its properties has a bug.
 */
import { describe, expect, it } from 'vitest';
import type { MechanismName } from '../../../impl/mechanisms.ts';
import { mechanisms, vocabularies } from '../../../impl/mechanisms.ts';
import { openEngine } from '../../../impl/rig/open-engine.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';
import { actionKinds } from '../../../model/action.ts';
import { mechanisms as stored } from '../../../traces/mechanisms.ts';
import { meanings } from '../../judging/mechanisms.ts';
import { properties } from '../../judging/oracles/properties.ts';
import { mechanismOf, propertyIds } from '../../judging/lockstep/property-id.ts';
import { readCatalogue } from '../../running/files/read-bug.ts';
import { weighed } from '../../searching/mechanisms.ts';
import { familyNames, scenarioNumber } from '../../searching/scenarios/families.ts';
import { words } from '../../telling/mechanisms.ts';

const names = Object.keys(mechanisms) as MechanismName[];

/** Reported only in a story about both hosts, or beside events that are weighed. */
const BESIDE: ReadonlySet<TracepointName> = new Set<TracepointName>([
  'channel_cut',
  'channel_tampered',
  'migration_iteration',
  'migration_bitmap_sync_start',
  'migration_bitmap_clear_dirty',
  'tlb_reset_dirty',
  'ram_load_page',
  'loadvm_complete',
  'loadvm_failed',
]);

function isDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

describe('the mechanisms', () => {
  it.each(['records', 'mutexes'] as const)('give no two %s the same bit', (part) => {
    expect(isDistinct(vocabularies.flatMap((one) => Object.values(one[part])))).toBe(true);
  });

  it.each(['tracepoints', 'threads', 'ticks', 'channels'] as const)('share no %s', (part) => {
    const all = vocabularies.flatMap((one): readonly string[] =>
      part === 'tracepoints'
        ? one.tracepoints.map(({ name }) => name)
        : part === 'channels'
          ? one.channels
          : Object.keys(one[part]),
    );
    expect(isDistinct(all)).toBe(true);
  });

  it('name exactly the threads of the engine', () => {
    const named = new Set(vocabularies.flatMap(({ threads }) => Object.keys(threads)));
    const seen = new Set<string>();
    for (const family of familyNames)
      for (let number = 0; number < 40; number++)
        for (const thread of openEngine(scenarioNumber(number, family, 'threads')).driver.threads)
          if (!/^(?:vcpu\d+|device)(?: on destination)?$/.test(thread)) seen.add(thread);
    expect([...seen].toSorted()).toEqual([...named].toSorted());
  });

  it('have the same kinds of tick in files as in the engine', () => {
    const inFiles = stored.flatMap(({ ticks }): readonly string[] => ticks);
    expect(inFiles.toSorted()).toEqual(
      vocabularies.flatMap(({ ticks }) => Object.keys(ticks)).toSorted(),
    );
  });

  it('have the same moments in files as in the engine', () => {
    const inFiles = stored.flatMap(({ moments }): readonly string[] => moments);
    expect(inFiles).toEqual(vocabularies.flatMap(({ moments }) => moments));
  });

  it('have no moments but tracepoints of their own', () => {
    for (const { moments, tracepoints } of vocabularies)
      expect(tracepoints.map(({ name }) => name)).toEqual(expect.arrayContaining([...moments]));
  });

  it('weigh exactly the tracepoints that a story tells', () => {
    const told = (Object.keys(words) as TracepointName[]).filter(
      (name) => words[name] !== 'nothing' && !BESIDE.has(name),
    );
    expect(weighed.toSorted()).toEqual(told.toSorted());
  });

  it('map tracepoints to actions of the model', () => {
    const means = Object.entries(meanings).filter(([, meaning]) => meaning !== 'nothing');
    expect(means.length).toBeGreaterThan(20);
    expect(actionKinds.length).toBeGreaterThanOrEqual(means.length);
  });

  it.each(propertyIds.filter((id) => properties[id].oracle !== undefined))(
    'have a catalogue bug that %s must notice',
    (id) => {
      const noticed = readCatalogue().map(({ expect: { property } }) => property);
      expect(noticed).toContain(properties[id].name);
    },
  );

  it('include the mechanism of each property', () => {
    expect(propertyIds.filter((id) => !(names as string[]).includes(mechanismOf[id]))).toEqual([]);
  });
});
