/** The configurations of the engine of which every interleaving can be run, and what they are called. */
import type { LogDiscipline, Scenario } from '../../../impl/scenario.ts';
import { explorations } from '../../searching/mechanisms.ts';
import { explorationBasis } from '../../searching/scenarios/exploration.ts';

export interface EngineConfiguration {
  readonly name: string;
  readonly claim: string;
  readonly scenario: Scenario;
  /** Setup is run as the default policy would; the interleavings begin where it ends. */
  readonly isAfterSetup: boolean;
}

/** Names of groups of configurations, each for all log disciplines. */
export const DEFAULT_GROUP = 'default';
export const SMALL_GROUP = 'small';

const logDisciplines: readonly LogDiscipline[] = ['immediate', 'manual-protect', 'tlb'];

/** In groups: one configuration for each log discipline. */
export const engineConfigurations: readonly EngineConfiguration[] = explorations.flatMap(
  ({ group, scenario, logs = logDisciplines, ...rest }) =>
    logs.map((log) => {
      const name = `${group}/${log}`;
      return { ...rest, name, scenario: { ...explorationBasis, ...scenario, name, log } };
    }),
);

/** Names that stand for one configuration, or for a group of them. */
export const engineConfigurationNames: readonly string[] = [
  ...explorations.map(({ group }) => group),
  ...engineConfigurations.map(({ name }) => name),
];

/** @param name - one of `engineConfigurationNames` */
export function engineConfigurationsOf(name: string): readonly EngineConfiguration[] {
  return engineConfigurations.filter(
    (configuration) => configuration.name === name || configuration.name.startsWith(`${name}/`),
  );
}
