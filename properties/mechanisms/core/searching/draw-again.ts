/** Draws a migration after one that has completed: one more, with the events of the first once more. */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Draw } from '../../../searching/scenarios/draw.ts';
import type { Family } from '../../../searching/scenarios/family.ts';

export function drawAgain(
  { pick, upTo }: Draw,
  { comesBack = false }: Family,
  { blocks, migrations, ticks, vcpus, device, stepsMax }: Scenario,
): Partial<Scenario> {
  if (!comesBack) return {};
  const pages = blocks.reduce((sum, { usedPages }) => sum + usedPages, 0);
  // About the progress that a migration makes by the time it completes.
  const length = 10 + 2 * pages + upTo(2 * pages);
  const again = ticks.filter(() => pick(true, true, false));
  return {
    comesBack,
    migrations: migrations + 1,
    ticks: [
      ...ticks,
      // A moment comes only once.
      ...again.map((tick) => ({ ...tick, since: undefined, after: tick.after + length })),
    ],
    // Otherwise the first migration sees all that the guest does.
    vcpus: vcpus.map((program) => [...program, ...program]),
    device: [...device, ...device],
    stepsMax: 2 * stepsMax,
  };
}
