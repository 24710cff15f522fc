/** Draws in which migrations device state fails, and what can follow. */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Draw } from '../../../searching/scenarios/draw.ts';
import type { Family } from '../../../searching/scenarios/family.ts';

export function drawFailures(
  { pick }: Draw,
  { failsAtEnds = false }: Family,
  { migrations, recoveries, comesBack }: Scenario,
): Partial<Scenario> {
  if (!failsAtEnds) return {};
  const some = (): readonly number[] | undefined => {
    const failing = Array.from({ length: migrations }, (_, index) => index + 1);
    const chosen = failing.filter(() => pick(true, false, false));
    return chosen.length === 0 ? undefined : chosen;
  };
  const saveFailures = some();
  const loadFailures = some();
  return {
    saveFailures,
    loadFailures,
    recoveries: recoveries ?? pick(undefined, 1, 2),
    // A source that has completed cannot know of the failure: another migration needs the guest back.
    comesBack:
      comesBack ?? (loadFailures !== undefined && pick(true, true, false) ? true : undefined),
  };
}
