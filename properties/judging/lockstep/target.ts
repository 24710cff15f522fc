/** What a judge is pointed at: a scenario and the system that was opened for it. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { Layout, System, Views } from '../../../impl/system.ts';

/** All fields change with each `retarget`: an oracle that keeps any of them has to read them again there. */
export interface Target {
  readonly scenario: Scenario;
  readonly system: System;
  /** The system's layout, and its views. */
  readonly layout: Layout;
  readonly views: Views;
}

export function targetOf(scenario: Scenario, system: System): Target {
  const { layout, views } = system;
  return { scenario, system, layout, views };
}
