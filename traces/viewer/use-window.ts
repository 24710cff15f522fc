/** Only the rows of a long list that can be seen are drawn; this says which, and scrolls to others. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface RowWindow {
  readonly box: RefObject<HTMLDivElement>;
  /** Rows `[first, end)` are to be drawn. */
  readonly first: number;
  readonly end: number;
  /** Scrolls as little as is needed for the row to be seen, with some rows around it. */
  readonly reveal: (row: number) => void;
}

/** Rows that are drawn beyond what can be seen, on either side. */
const MARGIN = 12;
/** Rows that stay in sight around the one that is revealed. */
const AROUND = 3;

/** @param above - height of what stays at the top of the box, in front of the rows */
export function useWindow(rows: number, rowHeight: number, above = 0): RowWindow {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const look = (): void => setSeen({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return {
    box,
    first: Math.max(0, Math.floor(seen.top / rowHeight) - MARGIN),
    end: Math.min(rows, Math.ceil((seen.top + seen.height) / rowHeight) + MARGIN),
    reveal(row) {
      const element = box.current;
      if (element === null) return;
      const top = (row - AROUND) * rowHeight;
      const bottom = above + (row + 1 + AROUND) * rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (bottom > element.scrollTop + element.clientHeight)
        element.scrollTop = bottom - element.clientHeight;
    },
  };
}
