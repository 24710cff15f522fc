/** Bugs and traces that name engine files by their former places still apply. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../traces/bug-file.ts';
import { applyEdits, loadEngine } from '../../engines/loader/load-engine.ts';
import { movedFiles } from '../../engines/loader/moved-files.ts';
import { atPlacesNow } from '../../engines/loader/places-now.ts';
import { projectRoot } from '../../project-root.ts';
import { isOfCatalogue, readCatalogue } from '../../running/files/read-bug.ts';

const INPUTS = join(projectRoot, 'properties', 'suites', 'inputs');

interface Stored {
  readonly edits?: readonly Edit[];
  readonly bug?: { readonly edits: readonly Edit[] };
}

/** Everything that was stored with the former places, except for files that were refused then. */
const stored = ['.', 'traces', 'moved'].flatMap((folder) =>
  readdirSync(join(INPUTS, folder))
    .filter(
      (file) => file.endsWith('.json') && !['noop.json', 'dd.json', 'esc.json'].includes(file),
    )
    .map((file) => join(folder, file)),
);

function editsIn(file: string): readonly Edit[] {
  const { edits, bug } = JSON.parse(readFileSync(join(INPUTS, file), 'utf8')) as Stored;
  return edits ?? bug?.edits ?? [];
}

describe('the table of moved files', () => {
  it('maps old files to files that exist', () => {
    for (const [old, now] of Object.entries(movedFiles))
      for (const file of now)
        expect(existsSync(join(projectRoot, file)), `${old}: ${file}`).toBe(true);
  });

  it.each(stored)('makes the edits of %s apply', async (file) => {
    await expect(applyEdits(editsIn(file))).resolves.toBeInstanceOf(Map);
  });

  it('makes bugs equal that differ only in the old place of a file', () => {
    const places = new Map(
      Object.entries(movedFiles).flatMap(([old, now]) => now.map((one) => [one, old])),
    );
    for (const bug of readCatalogue()) {
      const edits = bug.edits.map((edit) => ({
        ...edit,
        file: places.get(edit.file) ?? edit.file,
      }));
      expect(isOfCatalogue({ ...bug, edits }), bug.id).toBe(true);
    }
  });

  it('leaves unknown files unchanged', async () => {
    const edits = [{ file: 'impl/engine/source/nowhere.ts', find: 'a', replace: 'b' }];
    expect(atPlacesNow(edits)).toEqual(edits);
    await expect(loadEngine(edits)).rejects.toThrow(/there is no such file/);
  });
});
