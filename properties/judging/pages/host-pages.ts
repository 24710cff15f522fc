/** Which target pages belong together: the destination can forget and place only whole host pages. */
import type { BlockSpec, Scenario } from '../../../impl/scenario.ts';
import { TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import type { Layout } from '../../../impl/system.ts';

/** Target pages `[first, end)`, as dense indices. */
export interface HostPageRange {
  readonly first: number;
  readonly end: number;
  /** The host page is smaller than a target page, and is treated as one target page. */
  readonly isSmall: boolean;
}

/** The host page of each target page. */
export function hostPageRanges({ blocks }: Pick<Layout, 'blocks'>): readonly HostPageRange[] {
  return blocks.flatMap(({ firstPage, usedPages, hostPageSize }) => {
    const perHostPage = Math.max(1, Math.floor(hostPageSize / TARGET_PAGE_SIZE));
    const isSmall = hostPageSize < TARGET_PAGE_SIZE;
    return Array.from({ length: usedPages }, (_, page) => {
      const first = page - (page % perHostPage);
      const end = Math.min(first + perHostPage, usedPages);
      return { first: firstPage + first, end: firstPage + end, isSmall };
    });
  });
}

/** The host page that a target page lies in. @throws RangeError if there is no such page */
export type HostPageOf = (page: number) => HostPageRange;

export function hostPagesOf(layout: Pick<Layout, 'blocks'>): HostPageOf {
  const { hostPageOf, retarget } = followHostPages({ layout });
  retarget();
  return hostPageOf;
}

interface FollowedHostPages {
  readonly hostPageOf: HostPageOf;
  /** Computes the ranges for the target's current layout. */
  readonly retarget: () => void;
}

/** Finds the host page of a page in the target's current layout. */
export function followHostPages(target: {
  readonly layout: Pick<Layout, 'blocks'>;
}): FollowedHostPages {
  let ranges: readonly HostPageRange[] = [];
  return {
    hostPageOf(page) {
      const range = ranges[page];
      if (range === undefined) throw new RangeError(`no page ${page}`);
      return range;
    },
    retarget() {
      ranges = hostPageRanges(target.layout);
    },
  };
}

/** Whether a host page is made of whole target pages, and the block of whole host pages. */
export function isFitForPostcopy({
  hostPageSize,
  usedPages,
}: Pick<BlockSpec, 'hostPageSize' | 'usedPages'>): boolean {
  return hostPageSize >= TARGET_PAGE_SIZE && (usedPages * TARGET_PAGE_SIZE) % hostPageSize === 0;
}

/** Pages where no memory is plugged in, as dense indices. */
export function discardedPagesOf({ blocks }: Pick<Scenario, 'blocks'>): ReadonlySet<number> {
  const discarded = new Set<number>();
  let firstPage = 0;
  for (const { usedPages, discardedPages } of blocks) {
    for (const page of discardedPages) discarded.add(firstPage + page);
    firstPage += usedPages;
  }
  return discarded;
}
