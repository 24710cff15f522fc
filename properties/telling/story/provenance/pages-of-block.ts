/** The pages of a block, by dense index. */
import type { Layout } from '../../../../impl/system.ts';

export function pagesOfBlock({ blocks }: Layout, block: number): readonly number[] {
  const { firstPage = 0, usedPages = 0 } = blocks[block] ?? {};
  return Array.from({ length: usedPages }, (_, index) => firstPage + index);
}
