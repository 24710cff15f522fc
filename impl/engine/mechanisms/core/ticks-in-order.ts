/** The ticks of a scenario in the order in which they are armed. */
import type { TickSpec } from '../../../scenario.ts';

export function inOrder(plan: readonly TickSpec[]): readonly TickSpec[] {
  return plan.toSorted((one, other) => one.after - other.after);
}
