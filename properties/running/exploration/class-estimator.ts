/** Estimates how many classes of executions a configuration of the engine has. */
import type { OpenSystem } from '../../../impl/system.ts';
import type { ClassEstimator } from '../../searching/estimation/class-estimate.ts';
import { estimateClasses } from '../../searching/estimation/class-estimate.ts';
import type { EngineConfiguration } from './engine-configuration.ts';
import { setupSteps } from './setup-steps.ts';

/** The estimator drives a system of its own. */
export function estimatorOf(
  open: OpenSystem,
  { name, scenario, isAfterSetup }: EngineConfiguration,
  seed: string = name,
): ClassEstimator {
  const system = open(scenario);
  const setup = isAfterSetup ? setupSteps(system) : [];
  return estimateClasses(system, { setup, stepsMax: scenario.stepsMax }, seed);
}
