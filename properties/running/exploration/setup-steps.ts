/** The setup of a migration, which is not interleaved in configurations that are explored only after it. */
import type { System } from '../../../impl/system.ts';
import type { MigrationStatus } from '../../../impl/tracepoints.ts';
import { migrationStatuses } from '../../../impl/tracepoints.ts';
import { defaultPick } from '../../judging/execution/default-policy.ts';

const IN_SETUP: ReadonlySet<MigrationStatus | undefined> = new Set(['none', 'setup']);

export function isInSetup({ views }: Pick<System, 'views'>): boolean {
  return IN_SETUP.has(migrationStatuses[views.status()]);
}

/** The threads that take the steps of the first setup under the default policy. */
export function setupSteps(system: System): readonly number[] {
  const { driver } = system;
  const steps: number[] = [];
  let current = 0;
  driver.reset();
  for (let choices = driver.choices(); isInSetup(system) && !choices.isEmpty();) {
    current = defaultPick(choices, current);
    driver.take(current);
    steps.push(current);
    choices = driver.choices();
  }
  return steps;
}
