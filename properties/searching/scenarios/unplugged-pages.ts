/** The pages of a machine without memory plugged in. */
import type { BlockSpec, PageAddress } from '../../../impl/scenario.ts';

export function unpluggedPages(blocks: readonly BlockSpec[]): readonly PageAddress[] {
  return blocks.flatMap(({ discardedPages }, block) =>
    discardedPages.map((page) => ({ block, page })),
  );
}
