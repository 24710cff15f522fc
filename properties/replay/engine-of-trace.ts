/** The engine that a trace is to be replayed on. */
import { BadFile } from '../../traces/parse-json.ts';
import type { Trace } from '../../traces/trace-file.ts';
import type { EngineChoice } from '../loader/load-engine.ts';

/**
 * With the trace's bug, if it was recorded with one.
 *
 * @param beside - what is done to it beside that, and its module if it is not the project's own
 * @throws BadFile if the trace was recorded on another engine, and nobody says where that is now
 */
export function engineOfTrace(
  { bug, system: recordedOn }: Trace,
  { edits, system }: EngineChoice = { edits: [] },
): EngineChoice {
  if (recordedOn !== undefined && system === undefined)
    throw new BadFile(
      `the trace was recorded on another engine, ${recordedOn}: name it with --system`,
    );
  return { edits: [...(bug?.edits ?? []), ...edits], system };
}
