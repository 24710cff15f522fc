/** Puts the trace and the page of a violation into the report's folder. */
import { basename, join } from 'node:path';
import type { Bug } from '../../../traces/bug-file.ts';
import { printTrace } from '../../../traces/trace-file.ts';
import type { FiledViolation } from '../../running/corpus/file-violation.ts';
import { complain } from '../../terminal/complain.ts';
import { noteFound } from '../../terminal/found.ts';
import { asPasted } from '../../running/files/pasted.ts';
import { readTraceFile } from '../../running/files/read-trace.ts';
import { EVERY_STEP, replayLine } from '../../terminal/what-to-type.ts';
import { writeWhole } from '../../running/files/write-whole.ts';
import { consentFor } from '../../running/replay/consent.ts';
import { reportViolation } from '../../telling/story/violation-report.ts';
import type { GateViolation } from './gate-report.ts';
import { writeTracePage } from './trace-page.ts';

export type ShowViolation = (violation: FiledViolation) => Promise<GateViolation>;

/**
 * A violation is reported even if its files cannot be written; the failure is printed.
 *
 * @param folder - the report's folder
 */
export function makeShow(folder: string, bug: Bug | undefined): ShowViolation {
  return async (violation) => {
    noteFound();
    const text = reportViolation(violation, { ...violation, whole: EVERY_STEP });
    let shown: GateViolation = { ...violation, bug: bug?.id, text, paste: violation.replay };
    // If the trace could not be written, the command that replays it already contains the trace.
    if (violation.file === '') return shown;
    try {
      const traced = readTraceFile(violation.file);
      const name = basename(violation.file, '.json');
      const trace = `traces/${name}.json`;
      const page = `pages/${name}.html`;
      const printed = printTrace(traced);
      const paste = replayLine(asPasted(printed), consentFor(traced));
      shown = { ...shown, paste };
      writeWhole(join(folder, trace), printed);
      // A reader of the report has its folder, but not the machine on which it was written.
      const there = join(basename(folder), trace).replaceAll('\\', '/');
      const replay = replayLine(there, consentFor(traced));
      shown = {
        ...shown,
        text: reportViolation(violation, { ...violation, replay, whole: EVERY_STEP }),
      };
      const viewing = { engine: { edits: bug?.edits ?? [] }, replay: paste, isBrief: true };
      const hasPage = await writeTracePage(traced, viewing, join(folder, page));
      return { ...shown, trace, ...(hasPage ? { page } : {}) };
    } catch (error) {
      complain(violation.file, error);
      return shown;
    }
  };
}
