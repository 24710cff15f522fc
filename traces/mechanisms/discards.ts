/** The fields of unplugged memory in a stored scenario. */
import { z } from 'zod';
import type { StoredMechanism } from '../mechanism.ts';
import type { StoredAddress, StoredOperation } from '../scenario-items.ts';
import { count, countFrom, PAGE_UNIT } from '../scenario-items.ts';

export interface DiscardsBlock {
  readonly discardedPages: readonly number[];
  readonly pagesBefore?: number | undefined;
}

interface DiscardingBlock extends DiscardsBlock {
  readonly name: string;
  readonly usedPages: number;
  readonly hostPageSize: number;
  readonly zeroPages: readonly number[];
}

interface DiscardingScenario {
  readonly blocks: readonly DiscardingBlock[];
  readonly vcpus: readonly (readonly StoredOperation[])[];
  readonly device: readonly StoredOperation[];
  readonly oldPages?: readonly StoredAddress[] | undefined;
}

/** Few enough for the offset of every page, in bytes, to be exact. */
const PAGES_BEFORE_MAX = 2 ** 36;

export const discards: StoredMechanism<unknown, DiscardsBlock, DiscardingScenario> = {
  fields: {},
  blockFields: {
    // Older files do not have this field.
    discardedPages: z.array(count).default([]),
    pagesBefore: countFrom(0, PAGES_BEFORE_MAX).optional(),
  },
  ticks: [],
  moments: [],
  complaints: ({ blocks, vcpus, device, oldPages = [] }) => [
    ...blocks.flatMap((block) => {
      const wrong = complaintAbout(block);
      return wrong === undefined ? [] : [`block ${block.name}: ${wrong}`];
    }),
    ...[...vcpus.flat(), ...device]
      .filter(
        ({ kind, block, page }) =>
          kind !== 'read' && blocks[block]?.discardedPages.includes(page) === true,
      )
      .map(({ block, page }) => `page ${page} of block ${block} is written, and discarded`),
    ...oldPages
      .filter(({ block, page }) => blocks[block]?.discardedPages.includes(page) === true)
      .map(({ block, page }) => `page ${page} of block ${block} is old, and discarded`),
  ],
};

/** Memory is plugged and unplugged in whole host pages, and unplugged memory reads as zeros. */
function complaintAbout(block: DiscardingBlock): string | undefined {
  const { usedPages, hostPageSize, zeroPages, discardedPages, pagesBefore = 0 } = block;
  const pagesEach = Math.max(1, hostPageSize / PAGE_UNIT);
  if (pagesBefore % pagesEach !== 0)
    return `the ${pagesBefore} pages before it are not a whole number of host pages`;
  const discarded = new Set(discardedPages);
  for (const page of discarded) {
    if (page >= usedPages) return `discarded page ${page} is not in it`;
    if (!zeroPages.includes(page)) return `discarded page ${page} is not zero`;
    const first = page - (page % pagesEach);
    for (let part = first; part < first + pagesEach; part++)
      if (!discarded.has(part))
        return `the host page of discarded page ${page} is not all discarded`;
  }
  return undefined;
}
