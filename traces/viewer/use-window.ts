/** Finds out which rows of a long list are visible, so that only those are drawn, and scrolls to others. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { ROW_HEIGHT } from './rows.ts';
import type { RowTops } from './rows.ts';

/** The visible part of a scrolling box, in pixels. */
export interface Seen {
  readonly top: number;
  readonly height: number;
  /** 0 until the box has been measured. */
  readonly width: number;
}

/** Rows that are drawn beyond the visible ones, on either side. */
const MARGIN = 12;
/** Rows of one line that stay visible around the revealed one. */
const AROUND = 3;

export function useSeen(box: RefObject<HTMLElement>): Seen {
  const [seen, setSeen] = useState<Seen>({ top: 0, height: 800, width: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const look = (): void => {
      const { scrollTop: top, clientHeight: height, clientWidth: width } = element;
      setSeen({ top, height, width });
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return seen;
}

/** The rows to draw: `[first, end)`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

export function windowOf(rows: RowTops, { top, height }: Seen): RowWindow {
  return {
    first: Math.max(0, rows.rowAt(top) - MARGIN),
    end: Math.min(rows.count, rows.rowAt(top + height) + 1 + MARGIN),
  };
}

/**
 * Scrolls as little as needed to make the row visible, with some rows around it.
 *
 * @param above - height in pixels of what stays at the top of the box, in front of the rows
 */
export function reveal(box: HTMLElement | null, rows: RowTops, row: number, above: number): void {
  if (box === null) return;
  const begin = rows.topOf(row);
  const end = rows.topOf(Math.min(rows.count, row + 1));
  const room = box.clientHeight - above - (end - begin);
  const around = Math.max(0, Math.min(AROUND * ROW_HEIGHT, room / 2));
  if (begin - around < box.scrollTop) box.scrollTop = begin - around;
  else if (end + around > box.scrollTop + box.clientHeight - above)
    box.scrollTop = end + around + above - box.clientHeight;
}
