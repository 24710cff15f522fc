/** The engine that a trace is to be replayed on. */
import type { Edit } from '../../../traces/bug-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import type { Consent } from '../../terminal/what-to-type.ts';
import { howToSay } from '../../terminal/what-to-type.ts';
import { requireTrust } from './consent.ts';

/**
 * With the trace's bug, if it was recorded with one.
 *
 * @param consent - the engine's module if it is not the project's own, and whether the trace's edits
 *   may be run whatever they are
 * @param beside - what is done to it beside them
 * @throws BadFile if the trace was recorded on another engine, and nobody says where that is now; or
 *   if it brings along edits that are not the catalogue's, and nobody trusts it
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
