/** `explore`: the commands that visit everything there is, by what they explore. */
import type { ExitCode } from './exit-code.ts';
import type { ExploreModelFlags } from './explore-model.ts';
import { exploreModels } from './explore-model.ts';
import { UsageError } from './usage-error.ts';

export interface ExploreFlags extends ExploreModelFlags {
  readonly model?: boolean;
}

/** @throws UsageError */
export async function explore(flags: ExploreFlags): Promise<ExitCode> {
  if (flags.model !== true) throw new UsageError('say what to explore: --model');
  return exploreModels(flags);
}
