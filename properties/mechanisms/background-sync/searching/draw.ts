/** Draws what a background sync does. */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Draw } from '../../../searching/scenarios/draw.ts';

export function drawBackgroundSync({ pick }: Draw): Partial<Scenario> {
  return { backgroundSync: pick<'park' | 'merge'>('park', 'park', 'merge') };
}
