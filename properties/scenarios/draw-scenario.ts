/**
 * Draws scenarios, small enough that a few hundred steps see everything and varied enough that
 * every mechanism meets every other: block lengths and offsets on and off word boundaries, host
 * pages of a half to four target pages, chunks of one or two words, all log disciplines.
 */
import fc from 'fast-check';
import type {
  BlockSpec,
  GuestOperation,
  LogDiscipline,
  PageAddress,
  Scenario,
  TickKind,
  TickSpec,
} from '../../impl/scenario.ts';
import { TARGET_PAGE_SIZE } from '../../impl/scenario.ts';

/** What a family of scenarios decides; the rest is the same for all. */
export interface Family {
  readonly name: string;
  readonly claim: string;
  /** How many ticks of each kind: each count is drawn from its list. */
  readonly ticks: Readonly<Partial<Record<TickKind, readonly number[]>>>;
  readonly migrations: readonly number[];
  /** The destination may take over before all memory is there. */
  readonly postcopy?: boolean;
  /** How many vCPUs; one, now and then two, if it is not said. */
  readonly vcpus?: readonly number[];
  /** Bits of a bitmap word, bytes of a page: tiny unless it is said otherwise. */
  readonly wordBits?: readonly number[];
  readonly pageBytes?: number;
  /** Left out of the mixture of all families. */
  readonly isApart?: boolean;
}

export function scenarioOf(family: Family): fc.Arbitrary<Scenario> {
  return fc.gen().map((gen) => {
    const pick = <Value>(...values: readonly Value[]): Value =>
      values[gen(fc.nat, { max: values.length - 1 })] as Value;
    const upTo = (max: number): number => gen(fc.nat, { max });
    const draw: Draw = { pick, upTo };

    const wordBits = pick(...(family.wordBits ?? [2, 2, 4]));
    const postcopy = family.postcopy === true;
    const blocks = drawBlocks(draw, wordBits).map((block) =>
      postcopy ? fitForPostcopy(draw, block) : block,
    );
    const pages = blocks.reduce((sum, block) => sum + block.usedPages, 0);
    const operations = drawOperations(draw, blocks);
    return {
      name: family.name,
      wordBits,
      pageBytes: family.pageBytes ?? 8,
      blocks,
      log: pick<LogDiscipline>('immediate', 'manual-protect', 'tlb'),
      splitReads: pick(false, true),
      channelBytes: pick(16, 40, 100, 4096),
      switchoverThreshold: pick(0, 0, 1, 2),
      postcopy,
      deviceStateReads: postcopy ? drawAddresses(draw, blocks) : [],
      backgroundSync: pick<'park' | 'merge'>('park', 'merge'),
      vcpus: Array.from({ length: pick(...(family.vcpus ?? [1, 1, 2])) }, () =>
        operations(1 + upTo(postcopy ? 7 : 5), ['read']),
      ),
      device: pick(false, true) ? operations(1 + upTo(2), []) : [],
      ticks: drawTicks(draw, family, pages),
      migrations: pick(...family.migrations),
      stepsMax: Math.max(600, 30 * pages),
    };
  });
}

interface Draw {
  readonly pick: <Value>(...values: readonly Value[]) => Value;
  /** A whole number from 0 to `max`. */
  readonly upTo: (max: number) => number;
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
    };
  });
}

/**
 * Postcopy needs host pages of whole target pages, and blocks of whole host pages; now and then a
 * block is left as it is, and the destination may refuse it.
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

/** Devices read few pages when their state is loaded, and most read none. */
function drawAddresses({ pick, upTo }: Draw, blocks: readonly BlockSpec[]): readonly PageAddress[] {
  return Array.from({ length: pick(0, 0, 1, 2) }, () => {
    const block = upTo(blocks.length - 1);
    return { block, page: upTo((blocks[block]?.usedPages ?? 1) - 1) };
  });
}

/** Most operations meet on a few hot pages: a bug needs several on the same one. */
function drawOperations({ pick, upTo }: Draw, blocks: readonly BlockSpec[]): DrawOperations {
  const anyPage = (): { block: number; page: number } => {
    const block = upTo(blocks.length - 1);
    return { block, page: upTo((blocks[block]?.usedPages ?? 1) - 1) };
  };
  const hotPages = Array.from({ length: pick(1, 1, 2, 3) }, anyPage);
  return (count, more) =>
    Array.from({ length: count }, () => ({
      kind: pick('write', 'write', 'write', 'write', 'zero', ...more),
      ...(pick(true, true, true, false) ? pick(...hotPages) : anyPage()),
    }));
}

type DrawOperations = (count: number, more: readonly 'read'[]) => readonly GuestOperation[];

/** Points of arming are spread over what a first pass and a second one take. */
function drawTicks({ pick, upTo }: Draw, family: Family, pages: number): readonly TickSpec[] {
  const lastPoint = 10 + 4 * pages;
  return Object.entries(family.ticks).flatMap(([kind, counts]) =>
    Array.from({ length: pick(...counts) }, () => ({
      kind: kind as TickKind,
      after: upTo(lastPoint),
      ...(kind === 'corrupt' ? { salt: upTo(0xffff) } : {}),
    })),
  );
}
