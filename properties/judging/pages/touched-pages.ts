/**
 * The pages that a step may have changed, and the bits of every page before and after the step. A step's
 * footprint names the cells that it wrote; an event can name further pages.
 */
import { countIn, isWriteIn } from '../../../impl/footprint-entry.ts';
import type { FootprintView, Views } from '../../../impl/system.ts';
import { FOOTPRINT_STRIDE } from '../../../impl/system.ts';
import type { Capacity } from '../lockstep/capacity.ts';
import type { Target } from '../lockstep/target.ts';

export interface TouchedPages {
  /** Bits of each page (`pageBit`) after this step, and before it; 0 where the layout has no page. */
  readonly bits: Uint16Array;
  readonly bitsBefore: Uint16Array;
  /** Pages that this step may have changed: `pages[0, count)`. */
  readonly pages: Int32Array;
  count: number;
  /** Something that concerns all pages has changed: every oracle looks at every page. */
  isAll: boolean;
  readonly touch: (page: number) => void;
  readonly touchAll: () => void;
  /** The last step has been judged: the bits after it become the bits before the next step. */
  readonly settle: () => void;
  /**
   * Touches the pages that the step wrote according to its footprint; all pages, if there is no footprint.
   *
   * @returns whether the step wrote anything, or may have
   */
  readonly touchFootprint: () => boolean;
  readonly reset: () => void;
  readonly retarget: () => void;
}

export function touchedPages(target: Target, capacity: Capacity): TouchedPages {
  let views: Views;
  let footprint: FootprintView;
  let pages = 0;
  let isFootprintLacking = false;
  const pageOfCell = new Int32Array(capacity.cells);
  const isTouched = new Uint8Array(capacity.pages);
  const touched: TouchedPages = {
    bits: new Uint16Array(capacity.pages),
    bitsBefore: new Uint16Array(capacity.pages),
    pages: new Int32Array(capacity.pages),
    count: 0,
    isAll: false,
    touch(page) {
      if (isTouched[page] === 1) return;
      isTouched[page] = 1;
      touched.pages[touched.count++] = page;
      touched.bits[page] = views.pageBits(page);
    },
    touchAll() {
      touched.isAll = true;
      for (let page = 0; page < pages; page++) touched.touch(page);
    },
    settle() {
      for (let index = 0; index < touched.count; index++) {
        const page = touched.pages[index] as number;
        isTouched[page] = 0;
        touched.bitsBefore[page] = touched.bits[page] as number;
      }
      touched.count = 0;
      touched.isAll = false;
    },
    touchFootprint() {
      if (isFootprintLacking) {
        for (let page = 0; page < pages; page++) touched.touch(page);
        return true;
      }
      const { entries, length } = footprint;
      let writes = 0;
      for (let at = 0; at < length; at += FOOTPRINT_STRIDE) {
        if (!isWriteIn(entries, at)) continue;
        writes++;
        const first = entries[at] as number;
        const end = first + countIn(entries, at);
        for (let cell = first; cell < end; cell++) {
          const page = pageOfCell[cell] as number;
          if (page >= 0) touched.touch(page);
        }
      }
      return writes > 0;
    },
    reset() {
      touched.count = 0;
      touched.isAll = false;
      isTouched.fill(0, 0, pages);
      for (let page = 0; page < pages; page++) touched.bits[page] = views.pageBits(page);
      touched.bitsBefore.set(touched.bits);
    },
    retarget() {
      ({ views } = target);
      ({ footprint } = target.system);
      ({ pages } = target.layout);
      isFootprintLacking = target.system.lacks?.footprint === true;
      pageOfCell.set(footprint.pageOfCell);
      touched.bits.fill(0);
    },
  };
  return touched;
}

/** Whether any of the first `pages` pages has one of the bits in `mask`. */
export function hasAny(bits: Uint16Array, mask: number, pages: number): boolean {
  for (let page = 0; page < pages; page++) if (((bits[page] as number) & mask) !== 0) return true;
  return false;
}

/** Whether each of the first `pages` pages has all of the bits in `mask`. */
export function haveAll(bits: Uint16Array, mask: number, pages: number): boolean {
  for (let page = 0; page < pages; page++)
    if (((bits[page] as number) & mask) !== mask) return false;
  return true;
}
