/** Draws whether postcopy is enabled, and which pages loading the device state then reads. */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Draw } from '../../../searching/scenarios/draw.ts';
import type { Family } from '../../../searching/scenarios/family.ts';
import { unpluggedPages } from '../../../searching/scenarios/unplugged-pages.ts';

export function drawPostcopy(
  { pick, upTo }: Draw,
  { postcopy = false, preempt }: Family,
  { blocks }: Scenario,
): Partial<Scenario> {
  if (!postcopy) return { postcopy };
  // Devices read few pages when their state is loaded, and most read none.
  const reads = preempt === undefined ? pick(0, 0, 1, 2) : pick(0, 1, 2);
  const deviceStateReads = Array.from({ length: reads }, () => {
    const block = upTo(blocks.length - 1);
    return { block, page: upTo((blocks[block]?.usedPages ?? 1) - 1) };
  });
  return { postcopy, deviceStateReads };
}

/**
 * Lets some of the guest's programs end with a read: whoever waits for a page when everything else has been
 * done must still get it, or be released.
 */
export function drawLastReads(
  { pick }: Draw,
  { postcopy = false }: Family,
  { blocks, vcpus }: Scenario,
): Partial<Scenario> {
  if (!postcopy) return {};
  const unplugged = unpluggedPages(blocks);
  if (unplugged.length === 0) return {};
  return {
    vcpus: vcpus.map((program) =>
      pick(true, false) ? [...program, { kind: 'read', ...pick(...unplugged) } as const] : program,
    ),
  };
}
