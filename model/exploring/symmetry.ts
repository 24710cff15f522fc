/**
 * Which pages are interchangeable: those of one host page, host pages of equal length in one block
 * that are all discarded or all not, and blocks of equal shape. The machine treats them alike, so of
 * the states that differ only by swapping such pages, one is enough: the one whose pages are in order.
 *
 * Everything that a state says about a page is gathered in one large number, its *key*: its cell,
 * whether a device has yet to log it, and for each link whether the page is held for it, whether the
 * link is in the middle of its host page, and the page's positions on the link. A state is its head and
 * its keys, so sorting the keys, from the inside out, gives one representative for each orbit.
 */
import type { Configuration } from '../configuration.ts';
import type { HostPage, Size } from '../guard.ts';
import type { Link } from '../link.ts';
import { firstRecordOf, links, pageOnLink } from '../link.ts';
import type { Model } from '../machine.ts';
import type { State } from '../state.ts';
import { at, CELL_BITS, read, RECORD_SIZE } from '../state.ts';

/** The bits of a key that belong to a link, counted from the lowest. */
interface LinkBits {
  readonly link: Link;
  readonly held: number;
  readonly begun: number;
  /** The bit of the first record; the others follow. */
  readonly records: number;
}

/** Interchangeable runs of pages, all of the same length. */
interface Group {
  /** The first page of each run. */
  readonly starts: readonly number[];
  /** Pages in a run. */
  readonly length: number;
}

/** Bits that a key uses in a word: all but the sign, so that words compare as plain numbers. */
const WORD_BITS = 31;
// A key has the page's cell in its lowest bits.
const CELL = (1 << CELL_BITS) - 1;
const UNLOGGED = CELL_BITS;
const FIRST_OF_LINKS = UNLOGGED + 1;

export class Symmetry {
  private readonly size: Size;
  private readonly links: readonly LinkBits[];
  private readonly groups: readonly Group[];
  /** Words in a key; the first has the lowest bits. */
  private readonly width: number;
  /** The keys of all pages, one after another. */
  private readonly keys: Int32Array;

  constructor({ configuration, size }: Model) {
    const { bits, end } = bitsOf(size);
    this.size = size;
    this.links = bits;
    this.width = Math.ceil(end / WORD_BITS);
    this.groups = groupsOf(configuration);
    this.keys = new Int32Array(size.pages * this.width);
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

  /** The number of distinct arrangements of a group's runs, which are in order. */
  private arrangements({ starts, length }: Group): number {
    let ways = 1;
    let alike = 0;
    starts.forEach((start, index) => {
      const previous = starts[index - 1];
      const isAlike = previous !== undefined && this.compare(previous, start, length) === 0;
      alike = isAlike ? alike + 1 : 1;
      // n! for n runs, divided by k! for each set of k equal runs, factor by factor.
      ways = (ways * (index + 1)) / alike;
    });
    return ways;
  }

  private readKeys(state: State): void {
    const { keys, width, size } = this;
    keys.fill(0);
    for (let page = 0; page < size.pages; page++) keys[page * width] = read(state, at.pages + page);
    this.mark(read(state, at.unlogged) - 1, UNLOGGED);
    for (const { link, held, begun, records } of this.links) {
      this.mark(read(state, link.hand) - 1, held);
      this.markHostPage(read(state, link.begun) - 1, begun);
      const count = read(state, link.records);
      for (let record = 0; record < count; record++)
        this.mark(pageOnLink(state, link, record, size), records + record);
    }
  }

  /** Marks all pages of the host page, so that they stay interchangeable. */
  private markHostPage(page: number, bit: number): void {
    const { first, end } = this.size.hostPageOf[page] ?? NO_HOST_PAGE;
    for (let part = first; part < end; part++) this.mark(part, bit);
  }

  /** Sets a bit in the page's key; ignores the package and an empty hand, which are not pages. */
  private mark(page: number, bit: number): void {
    if (page < 0 || page >= this.size.pages) return;
    const word = page * this.width + wordOf(bit);
    this.keys[word] = (this.keys[word] as number) | maskOf(bit);
  }

  private isMarked(page: number, bit: number): boolean {
    return ((this.keys[page * this.width + wordOf(bit)] as number) & maskOf(bit)) !== 0;
  }

  private writeKeys(state: State): void {
    const { size } = this;
    for (let page = 0; page < size.pages; page++) {
      state[at.pages + page] = this.cellOf(page);
      if (this.isCellAll(page)) continue;
      if (this.isMarked(page, UNLOGGED)) state[at.unlogged] = page + 1;
      for (const bits of this.links) this.writeLink(state, page, bits);
    }
  }

  private cellOf(page: number): number {
    return (this.keys[page * this.width] as number) & CELL;
  }

  /** Whether the key has nothing but the page's cell. */
  private isCellAll(page: number): boolean {
    const { keys, width } = this;
    let rest = (keys[page * width] as number) & ~CELL;
    for (let word = 1; word < width; word++) rest |= keys[page * width + word] as number;
    return rest === 0;
  }

  /** Writes what the key says about the page on a link. */
  private writeLink(state: State, page: number, { link, held, begun, records }: LinkBits): void {
    const { size } = this;
    if (this.isMarked(page, held)) state[link.hand] = page + 1;
    if (this.isMarked(page, begun))
      state[link.begun] = (size.hostPageOf[page] as HostPage).first + 1;
    const first = firstRecordOf(link, size);
    const count = read(state, link.records);
    for (let record = 0; record < count; record++)
      if (this.isMarked(page, records + record)) state[first + record * RECORD_SIZE] = page;
  }

  /** Insertion sort: there are few runs, and they are nearly in order. */
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
    const { keys, width } = this;
    for (let page = 0; page < length; page++)
      for (let word = width - 1; word >= 0; word--) {
        const difference =
          (keys[(one + page) * width + word] as number) -
          (keys[(other + page) * width + word] as number);
        if (difference !== 0) return difference;
      }
    return 0;
  }

  private exchange(one: number, other: number, length: number): void {
    const { keys, width } = this;
    for (let word = 0; word < length * width; word++) {
      const kept = keys[one * width + word] as number;
      keys[one * width + word] = keys[other * width + word] as number;
      keys[other * width + word] = kept;
    }
  }
}

/** The bits of each link in a key, and the first unused bit. */
function bitsOf({ records }: Size): { readonly bits: readonly LinkBits[]; readonly end: number } {
  let end = FIRST_OF_LINKS + 2 * links.length;
  const bits = links.map((link) => {
    const held = FIRST_OF_LINKS + 2 * link.number;
    const first = end;
    end += records[link.name];
    return { link, held, begun: held + 1, records: first };
  });
  return { bits, end };
}

function wordOf(bit: number): number {
  return Math.floor(bit / WORD_BITS);
}

function maskOf(bit: number): number {
  return 1 << (bit % WORD_BITS);
}

/** A host page without pages. */
const NO_HOST_PAGE: HostPage = { first: 0, end: 0 };

/** One page of each class of interchangeable pages. */
export function representativePages({ configuration, size }: Model): readonly number[] {
  const standsFor = Array.from({ length: size.pages }, (_, page) => page);
  for (const { starts, length } of groupsOf(configuration))
    for (const start of starts)
      for (let page = 0; page < length; page++)
        standsFor[start + page] = standsFor[(starts[0] as number) + page] as number;
  return standsFor.filter((representative, page) => representative === page);
}

/** The groups, from the inside out: each run is sorted inside before runs are swapped. */
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

/** The pages `[first, end)`, all of which are interchangeable. */
function run(first: number, end: number): Group {
  return { starts: Array.from({ length: end - first }, (_, index) => first + index), length: 1 };
}
