/** How long an execution may be: one that takes longer does not make progress. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { System } from '../../../impl/system.ts';

/** Steps of the strategy's part and of the drain together. */
export function stepsMaxOf(scenario: Scenario, system: System): number {
  return scenario.stepsMax + drainStepsMax(scenario, system);
}

/** Steps that a drain may take: far more than any drain of this size has needed. */
function drainStepsMax(scenario: Scenario, { layout, driver }: System): number {
  const operations = layout.operationsOf.reduce((sum, count) => sum + count, 0);
  const perMigration = 100 * layout.pages + 50 * driver.threads.length + 500;
  return perMigration * scenario.migrations + 20 * operations;
}
