/** Draws whether the destination touches all memory ahead of the guest. */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Draw } from '../../../searching/scenarios/draw.ts';
import type { Family } from '../../../searching/scenarios/family.ts';

export function drawPrefaults({ pick }: Draw, { prefaults }: Family): Partial<Scenario> {
  return prefaults !== undefined && pick(...prefaults) ? { prefaults: true } : {};
}
