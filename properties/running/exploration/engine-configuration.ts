/** The configurations of the engine that can be explored exhaustively, and their names. */
import type { LogDiscipline, Scenario } from '../../../impl/scenario.ts';
import { explorations } from '../../searching/mechanisms.ts';
import { explorationBasis } from '../../searching/scenarios/exploration.ts';

export interface EngineConfiguration {
  readonly name: string;
  readonly claim: string;
  readonly scenario: Scenario;
  /** Whether the default policy schedules setup, so that interleavings are explored only after it. */
  readonly isAfterSetup: boolean;
}

/** Names of groups; a group has one configuration for each log discipline. */
export const DEFAULT_GROUP = 'default';
export const SMALL_GROUP = 'small';

const logDisciplines: readonly LogDiscipline[] = ['immediate', 'manual-protect', 'tlb'];

/** All configurations, group by group. */
export const engineConfigurations: readonly EngineConfiguration[] = explorations.flatMap(
  ({ group, scenario, logs = logDisciplines, ...rest }) =>
    logs.map((log) => {
      const name = `${group}/${log}`;
      return { ...rest, name, scenario: { ...explorationBasis, ...scenario, name, log } };
    }),
);

/** Names of configurations and of groups of configurations. */
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
