/** `explore`: chooses between the exhaustive exploration of the model and that of the engine. */
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { ExploreEngineFlags } from '../plans/exploration-plan.ts';
import { exploreEngine, listEngineConfigurations } from './explore-engine.ts';
import type { ExploreModelFlags } from './explore-model.ts';
import { exploreModels, listConfigurations } from './explore-model.ts';
import { UsageError } from '../../terminal/usage-error.ts';

export interface ExploreFlags extends ExploreModelFlags, ExploreEngineFlags {
  readonly model?: boolean;
  readonly engine?: boolean;
}

/** Flags that apply to only one of the two. */
const OF_MODEL = ['symmetry', 'liveness'] as const;
const OF_ENGINE = ['small', 'preemptions', 'resume', 'bug', 'out'] as const;

/** @throws UsageError or BadFile */
export async function explore(flags: ExploreFlags): Promise<ExitCode> {
  if (flags.engine === flags.model)
    throw new UsageError('choose what to explore: --model or --engine');
  const isEngine = flags.engine === true;
  const wrong = (isEngine ? OF_MODEL : OF_ENGINE).find((name) => flags[name] !== undefined);
  if (wrong !== undefined)
    throw new UsageError(`--${wrong} is for --${isEngine ? 'model' : 'engine'}`);
  return isEngine ? exploreEngine(flags) : exploreModels(flags);
}

/** Prints the configurations of the engine or of the model. */
export function listExplorable({ engine }: ExploreFlags): void {
  if (engine === true) listEngineConfigurations();
  else listConfigurations();
}
