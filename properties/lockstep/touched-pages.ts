/**
 * Which pages a step may have changed, and the bits of every page before and after it. A step's
 * footprint names the cells that it wrote; an event can name further pages.
 */
import type { System } from '../../impl/system.ts';
import { FOOTPRINT_STRIDE } from '../../impl/system.ts';

export interface TouchedPages {
  /** Bits of each page (`pageBit`) after this step, and before it. */
  readonly bits: Uint16Array;
  readonly bitsBefore: Uint16Array;
  /** Pages that this step may have changed: `pages[0, count)`. */
  readonly pages: Int32Array;
  count: number;
  /** 1 for each page that an event of this step, or a look at everything, has touched. */
  readonly isNamed: Uint8Array;
  readonly touch: (page: number) => void;
  readonly touchAll: () => void;
  /** The last step has been judged: what was after it is now before the next. */
  readonly settle: () => void;
  /** Touches what the step's footprint says that it wrote. */
  readonly touchFootprint: () => void;
  readonly reset: () => void;
}

export function touchedPages({ layout, views, footprint }: System): TouchedPages {
  const pageOfCell = Int32Array.from(footprint.pageOfCell);
  const isTouched = new Uint8Array(layout.pages);
  const isNamed = new Uint8Array(layout.pages);
  const look = (page: number): void => {
    if (isTouched[page] === 1) return;
    isTouched[page] = 1;
    touched.pages[touched.count++] = page;
    touched.bits[page] = views.pageBits(page);
  };
  const touched: TouchedPages = {
    bits: new Uint16Array(layout.pages),
    bitsBefore: new Uint16Array(layout.pages),
    pages: new Int32Array(layout.pages),
    count: 0,
    isNamed,
    touch(page) {
      isNamed[page] = 1;
      look(page);
    },
    touchAll() {
      for (let page = 0; page < layout.pages; page++) touched.touch(page);
    },
    settle() {
      for (let index = 0; index < touched.count; index++) {
        const page = touched.pages[index] as number;
        isTouched[page] = 0;
        isNamed[page] = 0;
        touched.bitsBefore[page] = touched.bits[page] as number;
      }
      touched.count = 0;
    },
    touchFootprint() {
      const { entries, length } = footprint;
      for (let at = 0; at < length; at += FOOTPRINT_STRIDE) {
        const isWrite = ((entries[at + 2] as number) & 1) === 1;
        if (!isWrite) continue;
        const first = entries[at] as number;
        const end = first + (entries[at + 1] as number);
        for (let cell = first; cell < end; cell++) {
          const page = pageOfCell[cell] as number;
          if (page >= 0) look(page);
        }
      }
    },
    reset() {
      touched.count = 0;
      isTouched.fill(0);
      isNamed.fill(0);
      for (let page = 0; page < layout.pages; page++) touched.bits[page] = views.pageBits(page);
      touched.bitsBefore.set(touched.bits);
    },
  };
  return touched;
}
