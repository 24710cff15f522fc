/** Draws which pages the guest reports, and what it may do to them. */
import type { GuestOperation, PageAddress, Scenario } from '../../../../impl/scenario.ts';
import type { Draw } from '../../../searching/scenarios/draw.ts';
import type { Family } from '../../../searching/scenarios/family.ts';

export function drawHints(
  { pick, upTo }: Draw,
  { fields }: Family,
  { blocks, log, vcpus }: Scenario,
): Partial<Scenario> {
  if (fields?.hints === undefined) return {};
  const all = blocks.flatMap(({ usedPages, discardedPages }, block) =>
    Array.from({ length: usedPages }, (_, page) => ({ block, page })).filter(
      ({ page }) => !discardedPages.includes(page),
    ),
  );
  // A page that is written before and taken back soon tests more than one that is never used.
  const written = vcpus.flat().filter(({ kind }) => kind !== 'read');
  const anyPage = (): PageAddress => {
    const { block, page } = pick(
      ...(written.length > 0 && pick(true, true, false) ? written : all),
    );
    return { block, page };
  };
  const freePages = Array.from({ length: 1 + upTo(1) }, anyPage);
  const write: GuestOperation = { kind: 'write', ...pick(...freePages) };
  return {
    // Where a page's log may be cleared late, a hint can remove log entries that were never fetched.
    log: pick(log, 'manual-protect', 'manual-protect'),
    hints: pick('weak', 'weak', 'weak', 'strong'),
    freePages,
    vcpus: vcpus.map((program) => [write, ...program, write]),
  };
}
