/** The edits that are known to survive a check exist. */
import { describe, expect, it } from 'vitest';
import { everyMutant } from '../../proving/teeth/mutants.ts';
import { explain, readSurvivors, withoutLine } from '../../proving/teeth/survivors.ts';

describe('the mutants that are known to survive', () => {
  const survivors = readSurvivors();

  it('are edits of the current engine', () => {
    const edits = new Set(everyMutant().map(({ title }) => withoutLine(title)));
    expect(edits.size).toBeGreaterThan(500);
    expect(survivors.length).toBeGreaterThan(0);
    expect(survivors.filter(({ edit }) => !edits.has(edit))).toEqual([]);
  });

  it('are explained even if their line has moved, and other mutants are not', () => {
    const [first] = survivors;
    const [file, ...rest] = first?.edit.split(': ') ?? [];
    const moved = `${file}:7: ${rest.join(': ')}`;
    expect(explain(moved, survivors)).toBe(`${first?.verdict}: ${first?.why}`);
    expect(explain('impl/engine/a.ts:1: x -> y', survivors)).toContain('not explained');
  });
});
