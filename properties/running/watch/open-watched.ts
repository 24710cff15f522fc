/** Tries to open an engine that is foreign or edited before any worker is started on it. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { Lacks } from '../../../impl/system.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { runWatched } from './watched.ts';

/**
 * @returns what the engine does not show in the first scenario
 * @throws BadFile if the engine cannot be loaded, or cannot be opened for one of the scenarios
 */
export async function openWatched(
  engine: EngineChoice,
  scenarios: readonly Scenario[],
): Promise<Lacks | undefined> {
  const opened = await runWatched<readonly Scenario[], Lacks | undefined>(
    'open',
    engine,
    scenarios,
  );
  if ('result' in opened) return opened.result;
  throw new BadFile(`the engine cannot be opened: its ${opened.fatality.call.call} fails`);
}
