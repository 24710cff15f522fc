/** Draws what the destination holds before anything arrives. */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Draw } from '../../../searching/scenarios/draw.ts';
import type { Family } from '../../../searching/scenarios/family.ts';

export function drawOldContent(
  { pick }: Draw,
  { isUsed = false }: Family,
  { blocks, migrations }: Scenario,
): Partial<Scenario> {
  if (!isUsed) return {};
  const plugged = blocks.flatMap(({ usedPages, discardedPages }, block) =>
    Array.from({ length: usedPages }, (_, page) => ({ block, page })).filter(
      ({ page }) => !discardedPages.includes(page),
    ),
  );
  // Zero pages are what old content shows through.
  const isZero = ({ block, page }: (typeof plugged)[number]): boolean =>
    blocks[block]?.zeroPages.includes(page) === true;
  const oldPages = plugged.filter((address) => pick(true, false, isZero(address)));
  return { oldPages, reusesDestination: migrations > 1 && pick(true, false) };
}
