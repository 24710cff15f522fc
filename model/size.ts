/**
 * Derives from a configuration its host pages, where a state stores the records of each link, and how
 * wide the numbers of a state must be. It refuses a configuration that does not fit, before exploration.
 */
import { PAGES_MAX } from './action.ts';
import type { Configuration } from './configuration.ts';
import { pageCount, UNLIMITED } from './configuration.ts';
import type { HostPage, Size } from './guard.ts';
import type { LinkName } from './link-names.ts';
import { links, mainLink } from './link.ts';
import { at, bitsFor, flag, inPairsOfWords, RECORD_SIZE } from './state.ts';

/** Largest number that a 16-bit state holds besides `UNLIMITED`. */
const NARROW_MAX = 0xffff - 1;
/** Total over all links; a state with that many records takes 128 MiB. */
const RECORDS_MAX = 1 << 24;

/** @throws RangeError if the configuration is larger than a state or an action has room for */
export function sizeOf(configuration: Configuration): Size {
  const pages = pageCount(configuration);
  const rooms = links.map(({ name }) => configuration.records[name] ?? 0);
  const records = rooms.reduce((sum, room) => sum + room, 0);
  bound(pages, PAGES_MAX, 'pages');
  bound(records, RECORDS_MAX, 'records on the links');
  for (const budget of ['writesMax', 'backgroundSyncsMax', 'faultsMax'] as const)
    bound(configuration[budget], UNLIMITED, budget);
  return {
    pages,
    stateLength: inPairsOfWords(at.pages + pages + records * RECORD_SIZE),
    // The numbers go up to `pages`: a held page is stored plus one, and `pages` stands for the package.
    isWide: Math.max(pages, ...rooms) > NARROW_MAX,
    recordsMax: records,
    cellBits: cellBitsOf(configuration),
    records: Object.fromEntries(
      links.map(({ name, number }) => [name, rooms[number] as number]),
    ) as Record<LinkName, number>,
    firstRecords: rooms.map((_, number) => {
      const before = rooms.slice(0, number).reduce((sum, room) => sum + room, 0);
      return at.pages + pages + before * RECORD_SIZE;
    }),
    linksInUse: [...rooms.keys()].filter((number) => rooms[number] !== 0),
    hasSideLinks: links.some((link) => link !== mainLink && rooms[link.number] !== 0),
    splitReads: configuration.splitReads,
    readsAhead: configuration.readsAhead ?? false,
    isDiscarded: discardedOf(configuration),
    hostPageOf: hostPagesOf(configuration),
  };
}

/** Only hints and postcopy use a cell's upper bits. */
function cellBitsOf({ postcopy, mechanisms = [] }: Configuration): number {
  const highest = mechanisms.includes('hints') ? flag.isFree : flag.isZero;
  return bitsFor(postcopy ? flag.isEarly : highest);
}

function bound(value: number, most: number, what: string): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  throw new RangeError(`in the model, ${what} must be an integer from 0 to ${most}, not ${value}`);
}

function hostPagesOf({ blocks }: Configuration): readonly HostPage[] {
  const hostPages: HostPage[] = [];
  let from = 0;
  for (const { pages, pagesPerHostPage } of blocks) {
    const end = from + pages;
    for (let first = from; first < end; first += pagesPerHostPage) {
      const hostPage = { first, end: Math.min(first + pagesPerHostPage, end) };
      for (let page = first; page < hostPage.end; page++) hostPages.push(hostPage);
    }
    from = end;
  }
  return hostPages;
}

/** Whether each page is discarded; only whole host pages can be. */
function discardedOf({ blocks }: Configuration): readonly boolean[] {
  return blocks.flatMap(({ pages, pagesPerHostPage, discardedHostPages = [] }) =>
    Array.from({ length: pages }, (_, page) =>
      discardedHostPages.includes(Math.floor(page / pagesPerHostPage)),
    ),
  );
}
