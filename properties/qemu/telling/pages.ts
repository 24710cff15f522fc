/** The pages of a recording by dense index, as the project's own engine numbers them, and their names. */
import type { Layout } from '../../../impl/system.ts';
import type { RecordedBlock } from '../../../traces/recording-file.ts';
import { nameOfPage } from '../../judging/execution/coming-events.ts';
import type { PlaceInBlock } from '../validation/qemu-log.ts';

const PAGE_BYTES = 4096;

export interface Pages {
  readonly layout: Layout;
  readonly names: readonly string[];
  /** @returns `undefined` if the recording has no such page */
  readonly indexOf: (place: PlaceInBlock) => number | undefined;
  readonly pagesPerHostPage: (page: number) => number;
}

export function pagesOf(recorded: readonly RecordedBlock[]): Pages {
  const layout = layOut(recorded);
  const names = Array.from({ length: layout.pages }, (_, page) => nameOfPage(layout, page));
  const firsts = new Map(layout.blocks.map(({ name, firstPage }) => [name, firstPage]));
  const sizes = new Map(recorded.map(({ name, pages }) => [name, pages]));
  return {
    layout,
    names,
    indexOf({ block, page }) {
      const first = firsts.get(block);
      return first === undefined || page >= (sizes.get(block) ?? 0) ? undefined : first + page;
    },
    pagesPerHostPage(page) {
      const block = layout.blocks.findLast(({ firstPage }) => firstPage <= page);
      return (block?.hostPageSize ?? PAGE_BYTES) / PAGE_BYTES;
    },
  };
}

function layOut(recorded: readonly RecordedBlock[]): Layout {
  let pages = 0;
  const blocks = recorded.map(({ name, pages: usedPages, pagesPerHostPage }) => {
    const firstPage = pages;
    pages += usedPages;
    const hostPageSize = pagesPerHostPage * PAGE_BYTES;
    return { name, firstPage, usedPages, hostPageSize, takesWordPath: false };
  });
  const initialVersions = Array.from({ length: pages }, () => 0);
  return { pages, pageWords: PAGE_BYTES / 4, blocks, actors: 0, operationsOf: [], initialVersions };
}

/** Ranges that are named before the rest is only counted. */
const RANGES_MAX = 3;

/** Names pages in order, adjacent ones as a range: `m0:0 to 287, pc.rom:4 and 31 more`. */
export function namePages({ names }: Pages, pages: Iterable<number>): string {
  const sorted = [...new Set(pages)].toSorted((one, other) => one - other);
  const ranges: { first: number; last: number }[] = [];
  for (const page of sorted) {
    const range = ranges.at(-1);
    if (range?.last === page - 1 && blockOf(names[page]) === blockOf(names[range.last]))
      range.last = page;
    else ranges.push({ first: page, last: page });
  }
  const named = ranges.slice(0, RANGES_MAX).map(({ first, last }) => {
    const name = names[first] ?? '';
    return first === last ? name : `${name} to ${(names[last] ?? '').replace(/^.*:/, '')}`;
  });
  const left = ranges.slice(RANGES_MAX).reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return `${named.join(', ')}${left === 0 ? '' : ` and ${left} more`}`;
}

function blockOf(name: string | undefined): string | undefined {
  return name?.replace(/:\d+$/, '');
}
