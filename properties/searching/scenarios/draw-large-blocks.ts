/**
 * Draws blocks whose size matters: bitmap words of 32 bits that are full, or just not; more ranges of pages
 * than one discard command holds; offsets on the wire around and beyond 2^31 and 2^32, where the pages
 * before the block's first are not plugged in and so cost nothing.
 */
import type { BlockSpec } from '../../../impl/scenario.ts';
import { plainestBlock, TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import type { Draw } from './draw.ts';

/** The numbers of the pages at offsets 2^31 and 2^32. */
const AT_2_31 = 2 ** 31 / TARGET_PAGE_SIZE;
const AT_2_32 = 2 ** 32 / TARGET_PAGE_SIZE;

export function drawLargeBlocks(draw: Draw, wordBits: number): readonly BlockSpec[] {
  const { pick } = draw;
  const block = drawLargeBlock(draw, wordBits);
  if (pick(true, false)) return [block];
  const usedPages = pick(1, 2, 3);
  const small: BlockSpec = {
    ...plainestBlock,
    name: 'ram1',
    offset: block.offset + block.pagesMax,
    usedPages,
    pagesMax: usedPages,
    chunkPages: wordBits,
  };
  return [block, withPagesBefore(small, pick(0, AT_2_32))];
}

function drawLargeBlock({ pick }: Draw, wordBits: number): BlockSpec {
  const perHostPage = pick(1, 1, 1, 2);
  const usedPages = perHostPage === 1 ? pick(31, 32, 32, 33, 63, 64, 64, 65) : pick(32, 64, 66);
  const unplugged = pick<Unplugged>('alternate', 'alternate', 'last', 'none');
  const pages = Array.from({ length: usedPages }, (_, page) => page);
  const discardedPages = pages.filter((page) =>
    isUnplugged[unplugged](page, usedPages, perHostPage),
  );
  const zeroPages = pages.filter(
    (page) => discardedPages.includes(page) || pick(false, false, true),
  );
  const block: BlockSpec = {
    ...plainestBlock,
    name: 'ram0',
    offset: pick(0, 0, wordBits, 1),
    usedPages,
    pagesMax: usedPages,
    hostPageSize: perHostPage * TARGET_PAGE_SIZE,
    chunkPages: wordBits * pick(1, 2),
    zeroPages,
    discardedPages,
  };
  const before = [AT_2_31 - ACROSS, AT_2_31, AT_2_32 - ACROSS, AT_2_32, AT_2_31 + AT_2_32];
  return withPagesBefore(block, pick(0, ...before));
}

/** An even number of pages that leaves pages of every large block on both sides of an offset. */
const ACROSS = 16;

/** Which host pages are not plugged in: every other one, so that the others are not adjacent; the last; none. */
const isUnplugged = {
  alternate: (page: number, _: number, perHostPage: number): boolean =>
    Math.floor(page / perHostPage) % 2 === 1,
  last: (page: number, pages: number, perHostPage: number): boolean => page >= pages - perHostPage,
  none: (): boolean => false,
} as const;

type Unplugged = keyof typeof isUnplugged;

function withPagesBefore(block: BlockSpec, pagesBefore: number): BlockSpec {
  return pagesBefore === 0 ? block : { ...block, pagesBefore };
}
