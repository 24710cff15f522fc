/** Takes from the family how often the operator connects the hosts again. */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Draw } from '../../../searching/scenarios/draw.ts';
import type { Family } from '../../../searching/scenarios/family.ts';

export function drawRecoveries({ pick }: Draw, { recoveries }: Family): Partial<Scenario> {
  return recoveries === undefined ? {} : { recoveries: pick(...recoveries) };
}
