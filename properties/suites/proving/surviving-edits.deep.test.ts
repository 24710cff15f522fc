/** The edits that keep the engine's behaviour apply to it, and there is a stored trace of every bug. */
import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../../running/files/read-bug.ts';
import { readCatalogueTraces, readEdits } from '../../proving/edits/read-edits.ts';
import { applyEdits } from '../../engines/loader/load-engine.ts';

const edits = readEdits();
const traces = readCatalogueTraces();

describe('the edits', () => {
  it('are twenty, and expect no property', () => {
    expect(edits).toHaveLength(20);
    expect(edits.filter((edit) => edit.expect !== undefined)).toEqual([]);
  });

  it('apply to the engine with any bug of the catalogue', async () => {
    const bugs = [...readCatalogue(), ...traces.map((trace) => trace.bug)];
    // A trace usually has the edits of its bug as the catalogue has them, which need no second try.
    const different = new Map(bugs.map((bug) => [JSON.stringify(bug.edits), bug.edits]));
    for (const own of different.values())
      for (const edit of edits) {
        const changed = await applyEdits([...own, ...edit.edits]);
        expect(changed.size).toBeGreaterThan(0);
      }
  });
});

describe('the stored traces of the catalogue', () => {
  it('are exactly one for each bug', () => {
    const ids = readCatalogue().map(({ id }) => id);
    expect(traces.map(({ bug }) => bug.id)).toEqual(ids);
  });
});
