/**
 * Which pages can change places: those of one host page, equally long host pages of one block that
 * are all discarded or none of them, and blocks of equal shape. The machine treats them alike, so of
 * all states that differ in nothing but such an exchange only one needs to be explored: the one whose
 * pages are in order.
 *
 * Everything that a state says of a page is gathered in one integer, its *key*: its cell, whether it
 * is held and for which link, whether a device owes its log, whether a link is in the middle of its
 * host page, and its places on the links. A state is its head and
 * its keys, so sorting the keys, from the inside out, gives one representative for each orbit.
 */
import type { Configuration } from '../configuration.ts';
import type { HostPage, Size } from '../guard.ts';
import type { Link } from '../link.ts';
import { firstRecordOf, links, pageOnLink } from '../link.ts';
import type { Model } from '../machine.ts';
import type { State } from '../state.ts';
import { at, read, RECORD_SIZE } from '../state.ts';

/** Of a link: which bits of a key are its own. */
interface LinkBits {
  readonly link: Link;
  readonly isHeld: number;
  readonly isBegun: number;
  readonly firstRecord: number;
}

/** Equally long runs of pages that can change places with one another. */
interface Group {
  /** The first page of each run. */
  readonly starts: readonly number[];
  /** Pages in a run. */
  readonly length: number;
}

// A key has the page's cell in its low bits.
const CELL = 0xff;
const IS_UNLOGGED = 1 << 8;
const IS_HELD = 1 << 9;
const IS_BEGUN = 1 << 10;
/** From one link's bits to the next one's. */
const LINK_SHIFT = 2;
const FIRST_RECORD = 1 << 13;
/** As many records, on both links, as a key has bits left for. */
const RECORDS_MAX = 18;

export class Symmetry {
  private readonly pages: number;
  private readonly size: Size;
  private readonly links: readonly LinkBits[];
  private readonly groups: readonly Group[];
  private readonly keys: Int32Array;

  /** @throws RangeError if the links have room for more records than can be told apart */
  constructor({ configuration, pages, size }: Model) {
    const { main, preempt } = size.records;
    if (main + preempt > RECORDS_MAX) throw new RangeError('too many records on the links');
    this.pages = pages;
    this.size = size;
    this.links = links.map((link, index) => ({
      link,
      isHeld: IS_HELD << (index * LINK_SHIFT),
      isBegun: IS_BEGUN << (index * LINK_SHIFT),
      firstRecord: FIRST_RECORD << (index * main),
    }));
    this.groups = groupsOf(configuration);
    this.keys = new Int32Array(pages);
  }

  /** Turns the state into the representative of its orbit. */
  canonicalise(state: State): void {
    this.readKeys(state);
    for (const group of this.groups) this.sort(group);
    this.writeKeys(state);
  }

  /** @param state - a representative. @returns how many states it stands for, itself included */
  orbitOf(state: State): number {
    this.readKeys(state);
    return this.groups.reduce((orbit, group) => orbit * this.arrangements(group), 1);
  }

  /** In how many ways the runs of a group, which are in order, can be arranged. */
  private arrangements({ starts, length }: Group): number {
    let ways = 1;
    let alike = 0;
    starts.forEach((start, index) => {
      const previous = starts[index - 1];
      const isAlike = previous !== undefined && this.compare(previous, start, length) === 0;
      alike = isAlike ? alike + 1 : 1;
      // The factorial of all, and of each number of equal ones, factor by factor.
      ways = (ways * (index + 1)) / alike;
    });
    return ways;
  }

  private readKeys(state: State): void {
    const { keys, pages, size } = this;
    for (let page = 0; page < pages; page++) keys[page] = read(state, at.pages + page);
    this.mark(read(state, at.unlogged) - 1, IS_UNLOGGED);
    for (const { link, isHeld, isBegun, firstRecord } of this.links) {
      this.mark(read(state, link.hand) - 1, isHeld);
      this.markHostPage(read(state, link.begun) - 1, isBegun);
      for (let record = 0; record < read(state, link.records); record++)
        this.mark(pageOnLink(state, link, record, size), firstRecord << record);
    }
  }

  /** All its pages, so that they can still change places with one another. */
  private markHostPage(page: number, bit: number): void {
    const { first, end } = this.size.hostPageOf[page] ?? NO_HOST_PAGE;
    for (let part = first; part < end; part++) this.mark(part, bit);
  }

  /** The package on the link is not about a page, nor is an empty hand. */
  private mark(page: number, bit: number): void {
    if (page >= 0 && page < this.pages) this.keys[page] = (this.keys[page] as number) | bit;
  }

  private writeKeys(state: State): void {
    const { keys, pages } = this;
    for (let page = 0; page < pages; page++) {
      const key = keys[page] as number;
      state[at.pages + page] = key & CELL;
      if ((key & ~CELL) === 0) continue;
      if ((key & IS_UNLOGGED) !== 0) state[at.unlogged] = page + 1;
      for (const bits of this.links) this.writeLink(state, page, key, bits);
    }
  }

  /** What the key says of the page and a link. */
  private writeLink(state: State, page: number, key: number, bits: LinkBits): void {
    const { link, isHeld, isBegun, firstRecord } = bits;
    const { size } = this;
    if ((key & isHeld) !== 0) state[link.hand] = page + 1;
    if ((key & isBegun) !== 0) state[link.begun] = (size.hostPageOf[page] as HostPage).first + 1;
    const first = firstRecordOf(link, size);
    const records = read(state, link.records);
    for (let record = 0; record < records; record++)
      if ((key & (firstRecord << record)) !== 0) state[first + record * RECORD_SIZE] = page;
  }

  /** By insertion: there are few, and they are nearly in order. */
  private sort({ starts, length }: Group): void {
    for (let index = 1; index < starts.length; index++)
      for (let place = index; place > 0; place--) {
        const before = starts[place - 1] as number;
        const after = starts[place] as number;
        if (this.compare(before, after, length) <= 0) break;
        this.exchange(before, after, length);
      }
  }

  private compare(one: number, other: number, length: number): number {
    for (let page = 0; page < length; page++) {
      const difference = (this.keys[one + page] as number) - (this.keys[other + page] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  private exchange(one: number, other: number, length: number): void {
    const { keys } = this;
    for (let page = 0; page < length; page++) {
      const key = keys[one + page] as number;
      keys[one + page] = keys[other + page] as number;
      keys[other + page] = key;
    }
  }
}

/** Of no page. */
const NO_HOST_PAGE: HostPage = { first: 0, end: 0 };

/** One page of each kind: each other page can change places with one of them. */
export function representativePages({ configuration, pages }: Model): readonly number[] {
  const standsFor = Array.from({ length: pages }, (_, page) => page);
  for (const { starts, length } of groupsOf(configuration))
    for (const start of starts)
      for (let page = 0; page < length; page++)
        standsFor[start + page] = standsFor[(starts[0] as number) + page] as number;
  return standsFor.filter((representative, page) => representative === page);
}

/** From the inside out, so that what a group exchanges is in order itself. */
function groupsOf({ blocks }: Configuration): readonly Group[] {
  const ofPages: Group[] = [];
  const ofHostPages: Group[] = [];
  const ofBlocks = new Map<string, { starts: number[]; length: number }>();
  let first = 0;
  for (const { pages, pagesPerHostPage, discardedHostPages = [] } of blocks) {
    const whole = Math.floor(pages / pagesPerHostPage);
    const isDiscarded = (hostPage: number): boolean => discardedHostPages.includes(hostPage);
    const hostPages = Array.from({ length: whole }, (_, index) => first + index * pagesPerHostPage);
    const rest = first + whole * pagesPerHostPage;
    for (const start of hostPages) ofPages.push(run(start, start + pagesPerHostPage));
    ofPages.push(run(rest, first + pages));
    for (const discarded of [true, false]) {
      const starts = hostPages.filter((_, index) => isDiscarded(index) === discarded);
      ofHostPages.push({ starts, length: pagesPerHostPage });
    }
    const shape = `${pages} by ${pagesPerHostPage} without ${discardedHostPages.join(' ')}`;
    const alike = ofBlocks.get(shape) ?? { starts: [], length: pages };
    alike.starts.push(first);
    ofBlocks.set(shape, alike);
    first += pages;
  }
  const groups = [...ofPages, ...ofHostPages, ...ofBlocks.values()];
  return groups.filter(({ starts }) => starts.length > 1);
}

/** The pages `[first, end)`, each of which can change places with each other one. */
function run(first: number, end: number): Group {
  return { starts: Array.from({ length: end - first }, (_, index) => first + index), length: 1 };
}
