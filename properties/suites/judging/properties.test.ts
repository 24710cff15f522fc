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
  it('are in the order of gravity that their guide tells', () => {
    const file = join(projectRoot, 'properties', 'judging', 'oracles', 'README.md');
    const [, told = ''] =
      /^\*\*In order of gravity\*\*: ([^.]+)\./m.exec(readFileSync(file, 'utf8')) ?? [];
    expect(told.split(/,\s+/)).toEqual(propertyIds);
    expect(Object.keys(properties)).toEqual(propertyIds);
    expect(propertyIds.map(rankOf)).toEqual(propertyIds.map((_, rank) => rank));
  });

  it('are found by the name that their records give them', () => {
    expect(Object.values(properties).map(({ name }) => propertyNamed(name))).toEqual(propertyIds);
  });

  // Every property needs a bug, including DEADLOCK, CRASH and PROGRESS, which have no oracle.
  it.each(propertyIds)('have a bug in the catalogue that %s is to notice', (id) => {
    expect(expected).toContain(propertyNames[id]);
  });

  it('are all that the bugs of the catalogue expect', () => {
    expect([...expected].filter((name) => propertyNamed(name) === undefined)).toEqual([]);
  });

  it('have an oracle each, but for what only the run as a whole can show', () => {
    const without = propertyIds.filter((id) => properties[id].oracle === undefined);
    expect(without).toEqual(['DEADLOCK', 'CRASH', 'PROGRESS']);
  });
});
