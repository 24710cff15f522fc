/** The engine on which a trace is replayed. */
import type { Edit } from '../../../traces/bug-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import type { Consent } from '../../terminal/what-to-type.ts';
import { howToSay } from '../../terminal/what-to-type.ts';
import { requireTrust } from './consent.ts';

/**
 * The engine, with the trace's bug if it was recorded with one.
 *
 * @param consent - the engine's module if it is not the project's own, and whether any edits in the
 *   trace may be run
 * @param beside - further edits of the engine
 * @throws BadFile if the trace was recorded on another engine and `system` is missing, or if its edits
 *   are not the catalogue's and the trace is not trusted
 */
export function engineOfTrace(
  { bug, system: recordedOn }: Trace,
  { system, trust = false }: Consent = {},
  beside: readonly Edit[] = [],
): EngineChoice {
  if (recordedOn !== undefined && system === undefined)
    throw new BadFile(
      `the trace was recorded on another engine, ${recordedOn}: ${howToSay.system}`,
    );
  requireTrust(bug, trust, 'the trace');
  return { edits: [...(bug?.edits ?? []), ...beside], system };
}
