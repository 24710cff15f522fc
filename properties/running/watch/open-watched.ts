/** Opens an engine that is not the project's own, or not as it is, before anybody is set to work on it. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { Lacks } from '../../../impl/system.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { runWatched } from './watched.ts';

/**
 * @returns what it does not show in the first of the scenarios
 * @throws BadFile if it cannot be loaded, or not be opened for each of them
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
  throw new BadFile(`the engine cannot be opened: its ${opened.fatality.call.call} is at fault`);
}
