/** The edits that keep the engine's behaviour, and the traces that must survive them. */
import { join } from 'node:path';
import type { Bug } from '../../../traces/bug-file.ts';
import { parseBug } from '../../../traces/bug-file.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import { parseTrace } from '../../../traces/trace-file.ts';
import { readFolder } from '../../running/files/read-file.ts';
import { projectRoot } from '../../project-root.ts';

/** Edits that do not change what the engine does: bug files without a property. */
export function readEdits(): readonly Bug[] {
  return readFolder(join(projectRoot, 'properties', 'proving', 'edits'), parseBug);
}

/** A trace that shows a bug of the catalogue. */
export interface CatalogueTrace extends Trace {
  readonly bug: Bug;
}

export function readCatalogueTraces(): readonly CatalogueTrace[] {
  return readFolder(join(projectRoot, 'traces', 'catalogue'), (text, where) => {
    const trace = parseTrace(text, where);
    if (trace.bug === undefined) throw new Error(`${where}: it was recorded without a bug`);
    return { ...trace, bug: trace.bug };
  });
}
