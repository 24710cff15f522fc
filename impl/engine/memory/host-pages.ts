/**
 * The host pages of a machine: the unit in which memory is present or missing. A host page that is smaller
 * than a target page counts as one target page.
 */
import { TARGET_PAGE_SIZE } from '../../scenario.ts';
import type { RamBlock } from './ram-block.ts';

/** Target pages `[first, end)`, as dense indices. */
export interface HostPage {
  readonly first: number;
  readonly end: number;
  /** Named after its first target page, like `ram0:4`. */
  readonly name: string;
}

/** The host page of each target page, by dense index. */
export function hostPagesOf(blocks: readonly RamBlock[]): readonly HostPage[] {
  return blocks.flatMap(({ name, firstPage, usedPages, hostPageSize }) => {
    const pagesEach = Math.max(1, hostPageSize / TARGET_PAGE_SIZE);
    const hostPages: HostPage[] = [];
    for (let page = 0; page < usedPages; page += pagesEach) {
      const end = Math.min(page + pagesEach, usedPages);
      const hostPage = { first: firstPage + page, end: firstPage + end, name: `${name}:${page}` };
      while (hostPages.length < end) hostPages.push(hostPage);
    }
    return hostPages;
  });
}
