/** Takes the design of the preempt channel, if any, from the family. */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Draw } from '../../../searching/scenarios/draw.ts';
import type { Family } from '../../../searching/scenarios/family.ts';

export function drawPreempt({ pick }: Draw, { preempt = 'off' }: Family): Partial<Scenario> {
  return { preempt: typeof preempt === 'string' ? preempt : pick(...preempt) };
}
