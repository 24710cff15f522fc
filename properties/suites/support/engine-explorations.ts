/** Explorations of the engine's small configurations, for several suites. */
import { readBug } from '../../running/files/read-bug.ts';
import type { EngineConfiguration } from '../../running/exploration/engine-configuration.ts';
import { engineConfigurationsOf } from '../../running/exploration/engine-configuration.ts';
import type {
  EngineExploration,
  EngineExplorationOptions,
} from '../../running/exploration/engine-explorer.ts';
import { exploreEngineWith } from '../../running/exploration/engine-explorer.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';

/** Explores to the end. */
export const onward: EngineExplorationOptions = { onProgress: () => true };

function configuration(name: string): EngineConfiguration {
  const [one] = engineConfigurationsOf(name);
  if (one === undefined) throw new Error(`no configuration ${name}`);
  return one;
}

/** @param bug - id in the catalogue; the clean engine if absent */
export async function explore(
  name: string,
  bug?: string,
  options: EngineExplorationOptions = onward,
): Promise<EngineExploration> {
  const open = await loadEngine(bug === undefined ? [] : readBug(bug).edits);
  return exploreEngineWith(open, configuration(name), options);
}
