/** What a judge is pointed at: a scenario, and the system that was opened for it. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { Layout, System, Views } from '../../../impl/system.ts';

/**
 * All of it is another after each `retarget`: whoever keeps any of it takes it anew there, and
 * whoever does not reads it here whenever it is wanted.
 */
export interface Target {
  readonly scenario: Scenario;
  readonly system: System;
  /** The system's. */
  readonly layout: Layout;
  readonly views: Views;
}

export function targetOf(scenario: Scenario, system: System): Target {
  const { layout, views } = system;
  return { scenario, system, layout, views };
}
