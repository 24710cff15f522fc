/** Which design of the preempt channel, if any: the family says so. */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Draw } from '../../../searching/scenarios/draw.ts';
import type { Family } from '../../../searching/scenarios/family.ts';

export function drawPreempt(_draw: Draw, { preempt = 'off' }: Family): Partial<Scenario> {
  return { preempt };
}
