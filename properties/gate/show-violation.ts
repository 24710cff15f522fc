/** Puts everything that shows a violation into the report's folder: its trace, and the page of it. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Bug } from '../../traces/bug-file.ts';
import type { FiledViolation } from '../cli/file-violation.ts';
import { replayLine } from '../cli/write-trace.ts';
import { writeWhole } from '../cli/write-whole.ts';
import { reportViolation } from '../story/violation-report.ts';
import type { GateViolation } from './gate-report.ts';
import { writeTracePage } from './trace-page.ts';

export type ShowViolation = (violation: FiledViolation) => Promise<GateViolation>;

/** @param folder - of the report */
export function makeShow(folder: string, bug: Bug | undefined): ShowViolation {
  return async (violation) => {
    const shown = { ...violation, bug: bug?.id, text: reportViolation(violation, violation) };
    // Where the disk was full, the line that replays it has the trace in it.
    if (violation.file === '') return { ...shown, paste: violation.replay };
    const text = readFileSync(violation.file, 'utf8');
    const name = basename(violation.file, '.json');
    const trace = `traces/${name}.json`;
    const page = `pages/${name}.html`;
    writeWhole(join(folder, trace), text);
    const paste = replayLine(Buffer.from(text).toString('base64url'));
    const viewing = { engine: { edits: bug?.edits ?? [] }, replay: paste };
    const hasPage = await writeTracePage(violation.file, viewing, join(folder, page));
    return { ...shown, paste, trace, ...(hasPage ? { page } : {}) };
  };
}
