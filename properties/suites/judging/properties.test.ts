/** The list of properties: its order is that of its guide, and each property has a bug that needs it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { propertyIds, rankOf } from '../../judging/lockstep/property-id.ts';
import { properties, propertyNamed, propertyNames } from '../../judging/oracles/properties.ts';
import { projectRoot } from '../../project-root.ts';
import { readCatalogue } from '../../running/files/read-bug.ts';

const expected = new Set(readCatalogue().map(({ expect: { property } }) => property));

describe('the properties', () => {
  it('are in the order of gravity that their guide gives', () => {
    const file = join(projectRoot, 'properties', 'judging', 'oracles', 'README.md');
    const [, told = ''] =
      /^\*\*In order of gravity\*\*: ([^.]+)\./m.exec(readFileSync(file, 'utf8')) ?? [];
    expect(told.split(/,\s+/)).toEqual(propertyIds);
    expect(Object.keys(properties)).toEqual(propertyIds);
    expect(propertyIds.map(rankOf)).toEqual(propertyIds.map((_, rank) => rank));
  });

  it('are found by the names in their records', () => {
    expect(Object.values(properties).map(({ name }) => propertyNamed(name))).toEqual(propertyIds);
  });

  // Every property needs a bug, including DEADLOCK, CRASH and PROGRESS, which have no oracle.
  it.each(propertyIds)('have a catalogue bug that %s must notice', (id) => {
    expect(expected).toContain(propertyNames[id]);
  });

  it('include every property that a catalogue bug expects', () => {
    expect([...expected].filter((name) => propertyNamed(name) === undefined)).toEqual([]);
  });

  it('have an oracle each, except those that only the run as a whole can show', () => {
    const without = propertyIds.filter((id) => properties[id].oracle === undefined);
    expect(without).toEqual(['DEADLOCK', 'CRASH', 'PROGRESS']);
  });
});
