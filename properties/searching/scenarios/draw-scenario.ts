/**
 * Draws scenarios that are small enough for a few hundred steps to reach everything, and varied enough for
 * every mechanism to meet every other: block lengths and offsets on and off word boundaries, host pages of a
 * half to four target pages, chunks of one or two words, all log disciplines.
 */
import type fc from 'fast-check';
import type {
  BlockSpec,
  LogDiscipline,
  PageAddress,
  Scenario,
  TickKind,
  TickSpec,
} from '../../../impl/scenario.ts';
import { plainestScenario, TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import { searched } from '../mechanisms.ts';
import { crowdedPrograms, drawCrowdedBlocks } from './draw-crowd.ts';
import type { Draw, Operations } from './draw.ts';
import { drawLargeBlocks } from './draw-large-blocks.ts';
import { drawing } from './drawing.ts';
import type { Family } from './family.ts';
import { momentsOf } from './moments.ts';
import { unpluggedPages } from './unplugged-pages.ts';

export function scenarioOf(family: Family): fc.Arbitrary<Scenario> {
  return drawing((upTo) => {
    const pick = <Value>(...values: readonly Value[]): Value =>
      values[upTo(values.length - 1)] as Value;
    const draw: Draw = { pick, upTo };

    const wordBits = pick(...(family.wordBits ?? [2, 2, 4]));
    const postcopy = family.postcopy === true;
    const blocks = drawBlocksFor(draw, family, wordBits);
    const pages = blocks.reduce((sum, block) => sum + block.usedPages, 0);
    const operations = drawOperations(draw, blocks);
    const machine: Scenario = {
      ...plainestScenario,
      ...family.fields,
      name: family.name,
      wordBits,
      pageBytes: family.pageBytes ?? 8,
      blocks,
      log: pick<LogDiscipline>('immediate', 'manual-protect', 'tlb'),
      splitReads: pick(false, true),
      // A link that fills up at once leaves time for pages to be overtaken.
      channelBytes: family.preempt === undefined ? pick(16, 40, 100, 4096) : pick(16, 16, 40, 4096),
      switchoverThreshold: pick(0, 0, 1, 2),
    };
    const withMechanisms = searched.reduce(
      (drawn, part) => ({ ...drawn, ...part.draw?.(draw, family, drawn) }),
      machine,
    );
    const withGuest: Scenario = {
      ...withMechanisms,
      vcpus: Array.from({ length: pick(...(family.vcpus ?? [1, 1, 2])) }, () =>
        operations(1 + upTo(postcopy ? 7 : 5), ['read']),
      ),
      device: pick(false, true) ? operations(1 + upTo(2), []) : [],
      ticks: drawTicks(draw, family, pages),
      migrations: pick(...family.migrations),
      stepsMax: Math.max(600, 30 * pages),
    };
    return searched.reduce(
      (drawn, part) => ({ ...drawn, ...part.drawLast?.(draw, family, drawn) }),
      family.shape === 'crowd' ? crowdedPrograms(draw, withGuest) : withGuest,
    );
  });
}

function drawBlocksFor(draw: Draw, family: Family, wordBits: number): readonly BlockSpec[] {
  if (family.shape === 'large') return drawLargeBlocks(draw, wordBits);
  if (family.shape === 'crowd') return drawCrowdedBlocks(draw, wordBits);
  const blocks = drawBlocks(draw, wordBits);
  if (family.postcopy !== true) return blocks;
  // A thread that touches all memory also touches what has no memory yet.
  const isPlugged = family.prefaults === undefined ? [true, true, true, false] : [true, false];
  if (family.preempt !== undefined) return drawTwins(draw, blocks[0] as BlockSpec, isPlugged);
  return blocks.map((block) => unplugSome(draw, fitForPostcopy(draw, block), isPlugged));
}

/** One scenario in this many has host pages of 2 MiB, since its runs are long. */
const HUGE_ONE_IN = 600;
const HUGE_PAGES = 512;

/**
 * Draws blocks of equal size, so that pages of different blocks have equal indices. Their host pages take
 * several records to send, so that one can be overtaken in the middle.
 */
function drawTwins(
  draw: Draw,
  first: BlockSpec,
  isPlugged: readonly boolean[],
): readonly BlockSpec[] {
  const { pick, upTo } = draw;
  const isHuge = upTo(HUGE_ONE_IN - 1) === 0;
  const perHostPage = isHuge ? HUGE_PAGES : pick(1, 2, 4, 4, 4);
  // With few host pages, the last one that is requested is often the last one to be sent.
  const pages = perHostPage * (isHuge ? 1 : pick(1, 1, 1, 2, 3));
  return Array.from({ length: isHuge ? 1 : pick(1, 1, 2) }, (_, index) => {
    const offset = first.offset + index * Math.ceil(pages / first.chunkPages) * first.chunkPages;
    const hostPageSize = perHostPage * TARGET_PAGE_SIZE;
    const twin = { ...first, name: `ram${index}`, offset, hostPageSize };
    const all = Array.from({ length: pages }, (__, page) => page);
    const zeroPages = all.filter(() => pick(false, false, true));
    return unplugSome(draw, { ...twin, usedPages: pages, pagesMax: pages, zeroPages }, isPlugged);
  });
}

/** Sometimes leaves one host page without memory plugged in, so that it cannot be written. */
function unplugSome(
  { pick, upTo }: Draw,
  block: BlockSpec,
  isPlugged: readonly boolean[],
): BlockSpec {
  const pagesEach = Math.max(1, block.hostPageSize / TARGET_PAGE_SIZE);
  const hostPages = Math.floor(block.usedPages / pagesEach);
  if (hostPages < 2 || pick(...isPlugged)) return block;
  const first = upTo(hostPages - 1) * pagesEach;
  const discardedPages = Array.from({ length: pagesEach }, (_, page) => first + page);
  const zeroPages = [...new Set([...block.zeroPages, ...discardedPages])];
  return { ...block, discardedPages, zeroPages: zeroPages.toSorted((one, other) => one - other) };
}

function drawBlocks({ pick, upTo }: Draw, wordBits: number): readonly BlockSpec[] {
  let end = 0;
  return Array.from({ length: pick(1, 1, 2, 2, 3) }, (_, index) => {
    const isAligned = pick(true, false);
    const usedPages = isAligned ? wordBits * pick(1, 1, 1, 2, 2, 3) : 1 + upTo(4);
    const gap = upTo(2);
    const offset = isAligned ? Math.ceil((end + gap) / wordBits) * wordBits : end + gap;
    const pagesMax = usedPages + pick(0, 0, 0, 1, 2);
    end = offset + pagesMax;
    const zeroPages = Array.from({ length: usedPages }, (__, page) => page);
    return {
      name: `ram${index}`,
      offset,
      usedPages,
      pagesMax,
      hostPageSize: pick(4096, 4096, 8192, 16384, 2048),
      chunkPages: wordBits * pick(1, 2),
      zeroPages: zeroPages.filter(() => pick(false, false, false, true)),
      discardedPages: [],
    };
  });
}

/**
 * Makes a block fit for postcopy, which needs host pages of whole target pages, and blocks of whole host
 * pages. Sometimes the block is left unchanged, and the destination may refuse it.
 */
function fitForPostcopy({ pick, upTo }: Draw, block: BlockSpec): BlockSpec {
  if (upTo(30) === 0) return block;
  const perHostPage = pick(1, 1, 2, 2, 4);
  const fit = Math.floor(block.usedPages / perHostPage) * perHostPage;
  if (fit > 0) return cutTo({ ...block, hostPageSize: perHostPage * TARGET_PAGE_SIZE }, fit);
  return { ...block, hostPageSize: TARGET_PAGE_SIZE };
}

function cutTo(block: BlockSpec, usedPages: number): BlockSpec {
  return { ...block, usedPages, zeroPages: block.zeroPages.filter((page) => page < usedPages) };
}

/** Most operations are on a few hot pages, since most bugs need several operations on the same page. */
function drawOperations({ pick, upTo }: Draw, blocks: readonly BlockSpec[]): Operations {
  const anyPage = (): { block: number; page: number } => {
    const block = upTo(blocks.length - 1);
    return { block, page: upTo((blocks[block]?.usedPages ?? 1) - 1) };
  };
  const hotPages = Array.from({ length: pick(1, 1, 2, 3) }, anyPage);
  const unplugged = unpluggedPages(blocks);
  return (count, more) =>
    Array.from({ length: count }, () => {
      const kind = pick('write', 'write', 'write', 'write', 'zero', ...more);
      const address = pick(true, true, true, false) ? pick(...hotPages) : anyPage();
      if (kind !== 'read') return { kind, ...pluggedIn(blocks, address) };
      return {
        kind,
        ...(unplugged.length > 0 && pick(true, false) ? pick(...unplugged) : address),
      };
    });
}

/** Replaces a page without memory plugged in by the first page of the block that has memory. */
function pluggedIn(blocks: readonly BlockSpec[], address: PageAddress): PageAddress {
  const discarded = new Set(blocks[address.block]?.discardedPages);
  let { page } = address;
  if (!discarded.has(page)) return address;
  for (page = 0; discarded.has(page);) page++;
  return { ...address, page };
}

/** Draws ticks whose arming points are spread over the length of about two passes. */
function drawTicks({ pick, upTo }: Draw, family: Family, pages: number): readonly TickSpec[] {
  const lastPoint = 10 + 4 * pages;
  // The earlier postcopy starts, the more pages are left to wait for.
  const isEarly = (kind: string): boolean =>
    kind === 'start-postcopy' &&
    (family.preempt !== undefined || family.shape === 'large') &&
    (family.shape === 'crowd' || pick(true, false));
  return Object.entries(family.ticks).flatMap(([name, counts]) =>
    Array.from({ length: pick(...counts) }, (): TickSpec => {
      const kind = name as TickKind;
      const moments = family.isAimed === true ? momentsOf(family, kind) : [];
      const salt = kind === 'corrupt' || kind === 'alter' ? { salt: upTo(0xffff) } : {};
      if (moments.length > 0)
        return { kind, since: pick(...moments), after: pick(0, 0, 0, 1, 2, 4, 8), ...salt };
      return { kind, after: isEarly(kind) ? 0 : upTo(lastPoint), ...salt };
    }),
  );
}
