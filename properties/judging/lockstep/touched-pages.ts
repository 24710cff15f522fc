/**
 * Which pages a step may have changed, and the bits of every page before and after it. A step's
 * footprint names the cells that it wrote; an event can name further pages.
 */
import { countIn, isWriteIn } from '../../../impl/footprint-entry.ts';
import type { System } from '../../../impl/system.ts';
import { FOOTPRINT_STRIDE } from '../../../impl/system.ts';

export interface TouchedPages {
  /** Bits of each page (`pageBit`) after this step, and before it. */
  readonly bits: Uint16Array;
  readonly bitsBefore: Uint16Array;
  /** Pages that this step may have changed: `pages[0, count)`. */
  readonly pages: Int32Array;
  count: number;
  /** Something that concerns all pages is different: every oracle looks at every page. */
  isAll: boolean;
  readonly touch: (page: number) => void;
  readonly touchAll: () => void;
  /** The last step has been judged: what was after it is now before the next. */
  readonly settle: () => void;
  /**
   * Touches what the step's footprint says that it wrote; all pages, if there is no footprint.
   *
   * @returns whether it wrote anything, or may have
   */
  readonly touchFootprint: () => boolean;
  readonly reset: () => void;
}

export function touchedPages({ layout, views, footprint, lacks }: System): TouchedPages {
  const pageOfCell = Int32Array.from(footprint.pageOfCell);
  const isTouched = new Uint8Array(layout.pages);
  const touched: TouchedPages = {
    bits: new Uint16Array(layout.pages),
    bitsBefore: new Uint16Array(layout.pages),
    pages: new Int32Array(layout.pages),
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
      for (let page = 0; page < layout.pages; page++) touched.touch(page);
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
      if (lacks?.footprint === true) {
        for (let page = 0; page < layout.pages; page++) touched.touch(page);
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
      isTouched.fill(0);
      for (let page = 0; page < layout.pages; page++) touched.bits[page] = views.pageBits(page);
      touched.bitsBefore.set(touched.bits);
    },
  };
  return touched;
}
