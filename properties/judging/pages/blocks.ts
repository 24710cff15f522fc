/** Which block a page lies in. */
import type { Layout } from '../../../impl/system.ts';

/**
 * Position in the layout of the block that holds a page.
 *
 * @param page - dense index
 * @returns -1 if the page is before all blocks, as `NO_PAGE` is
 */
export function blockNumberOf({ blocks }: Pick<Layout, 'blocks'>, page: number): number {
  return blocks.findLastIndex(({ firstPage }) => firstPage <= page);
}
