/** Where in a row the places are that an action touches, as masks. */
import type { Action } from '../action.ts';
import { nameOf, pageOf } from '../action.ts';
import type { HostPage, Size } from '../guard.ts';
import { firstRecordOf, links } from '../link.ts';
import { actions } from '../mechanisms.ts';
import { at, flag, RECORD_SIZE } from '../state.ts';
import type { Each, Place, Touch } from '../touch.ts';
import type { Packing } from './packing.ts';

const ALL = -1;
/** How many pages are looked up together: few enough that their contents repeat. */
const PAGES_TOGETHER = 4;
const CHECKED_TOGETHER = 2;

/** A part of an action, as masks over a row. */
export interface TouchMasks {
  /** What the part depends on. */
  readonly looks: Int32Array;
  /** Where it changes the row. */
  readonly changes: Int32Array;
  /** Names the part if it is the same whatever the head is. */
  readonly name?: string;
}

/** Places that are looked at and not changed. */
const ONLY_LOOKED_AT: ReadonlySet<Place> = new Set(['first records']);

/**
 * @param places - what the action's guards look at; this counts as part of the first
 * @returns the masks of each part of the action, of which there is at least one
 */
export function touchedBy(
  { action, places }: { readonly action: Action; readonly places: readonly Place[] },
  size: Size,
  packing: Packing,
): readonly TouchMasks[] {
  const masks = new Masks(pageOf(action), size, packing);
  const parts = actions[nameOf(action)].touches.flatMap((touch) => masks.of(touch));
  // What the head becomes depends on the head, so the first part must be one that does as well.
  if (parts[0]?.name !== undefined) parts.unshift(masks.blank());
  const [first = masks.blank(), ...others] = parts;
  for (const place of places) masks.add(place, first.looks);
  return [first, ...others];
}

/** @returns masks of few host pages each, which together cover all pages */
export function runsOfHostPages(size: Size, packing: Packing): readonly Int32Array[] {
  const masks: Int32Array[] = [];
  let last = 0;
  for (const { first, end } of new Set(size.hostPageOf)) {
    if (masks.length === 0 || end - last > CHECKED_TOGETHER) {
      masks.push(new Int32Array(packing.width));
      last = first;
    }
    const mask = masks.at(-1) as Int32Array;
    for (let page = first; page < end; page++) packing.select(at.pages + page, ALL, mask);
  }
  return masks;
}

class Masks {
  private readonly page: number;
  private readonly size: Size;
  private readonly packing: Packing;

  constructor(page: number, size: Size, packing: Packing) {
    this.page = page;
    this.size = size;
    this.packing = packing;
  }

  blank(): TouchMasks {
    const { width } = this.packing;
    return { looks: new Int32Array(width), changes: new Int32Array(width) };
  }

  of(touch: Touch): readonly TouchMasks[] {
    if (typeof touch !== 'string') {
      const part = this.blank();
      for (const place of touch) {
        this.add(place, part.looks);
        if (!ONLY_LOOKED_AT.has(place)) this.add(place, part.changes);
      }
      return [part];
    }
    if (touch === 'each record') return this.eachRecord();
    return this.runsOf(touch).map((run) => {
      const part = this.blank();
      this.addPages(run, part.looks);
      this.addPages(run, part.changes);
      return touch === 'each page' ? { ...part, name: `from ${run.first}` } : part;
    });
  }

  private runsOf(touch: Exclude<Each, 'each record'>): readonly HostPage[] {
    const { hostPageOf, hasSideLinks } = this.size;
    if (touch === 'each page of one begun' && !hasSideLinks) return [];
    if (touch === 'each host page') return [...new Set(hostPageOf)];
    const together = touch === 'each page' ? PAGES_TOGETHER : 1;
    const { pages } = this.size;
    return Array.from({ length: Math.ceil(pages / together) }, (_, run) => ({
      first: run * together,
      end: Math.min((run + 1) * together, pages),
    }));
  }

  add(place: Place, mask: Int32Array): void {
    const { page, size } = this;
    const own = { first: page, end: page + 1 };
    const hostPage = size.hostPageOf[page] as HostPage;
    if (place === 'page') this.addPages(own, mask);
    else if (place === 'host page') this.addPages(hostPage, mask);
    else if (place === 'page to send') this.addPages(size.hasSideLinks ? hostPage : own, mask);
    else if (place === 'pages') this.addPages({ first: 0, end: size.pages }, mask);
    else this.addRecords(place === 'records' ? Infinity : 1, mask);
  }

  /** @param most - how many of the first records of each link */
  private addRecords(most: number, mask: Int32Array): void {
    const { size } = this;
    for (const link of links) {
      const count = Math.min(size.records[link.name], most);
      for (let record = 0; record < count; record++)
        this.addRecord(firstRecordOf(link, size) + record * RECORD_SIZE, mask);
    }
  }

  private eachRecord(): readonly TouchMasks[] {
    const { size, page } = this;
    return links.flatMap((link) =>
      Array.from({ length: size.records[link.name] }, (_, record) => {
        const part = this.blank();
        const index = firstRecordOf(link, size) + record * RECORD_SIZE;
        this.packing.select(at.pages + page, flag.isZero, part.looks);
        this.addRecord(index, part.looks);
        this.addRecord(index, part.changes);
        return part;
      }),
    );
  }

  private addPages({ first, end }: HostPage, mask: Int32Array): void {
    for (let page = first; page < end; page++) this.packing.select(at.pages + page, ALL, mask);
  }

  private addRecord(index: number, mask: Int32Array): void {
    for (let number = 0; number < RECORD_SIZE; number++)
      this.packing.select(index + number, ALL, mask);
  }
}
