/** Reads from the flags which configuration of the model a check has to cover, and how much of it. */
import type { Configuration } from '../../../model/configuration.ts';
import { configurations } from '../../../model/mechanisms.ts';
import type { CoverageGoal } from '../../running/campaign/check-coverage.ts';
import { hasScenarios } from '../../searching/scenarios/draw-for-configuration.ts';
import { printNames } from '../../terminal/print-names.ts';
import { oneOf, UsageError } from '../../terminal/usage-error.ts';

export interface CoverageFlags {
  readonly coverage?: string | undefined;
  readonly coverageMin?: number | undefined;
  readonly scenario?: string | undefined;
}

/** The configurations whose coverage a check can measure. */
const coverable: readonly Configuration[] = configurations.filter(hasScenarios);

/** @throws UsageError if the flags make no sense together */
export function coverageGoal(flags: CoverageFlags): CoverageGoal | undefined {
  const { coverage, coverageMin: percentMin, scenario } = flags;
  if (coverage === undefined) {
    if (percentMin === undefined) return undefined;
    throw new UsageError('--coverage-min needs --coverage with a configuration');
  }
  if (scenario !== undefined)
    throw new UsageError('--coverage draws scenarios of its own: leave out --scenario');
  const names = coverable.map(({ name }) => name);
  const name = oneOf(names, coverage, 'configuration for --coverage');
  const configuration = coverable.find((one) => one.name === name);
  return configuration && { configuration, percentMin };
}

export function listCoverable(): void {
  printNames(coverable, 'configurations of the model, for check --coverage');
}
