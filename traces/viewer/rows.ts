/** The row of each step in the list of shown steps, and the vertical position of each row. */

/** Height of a row of one line, in pixels, as in the style sheet. */
export const ROW_HEIGHT = 26;

/** The row of a step; if the step is not shown, a half between two rows. */
export function rowOf(rows: readonly number[], step: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as number) < step) low = middle + 1;
    else high = middle;
  }
  return rows[low] === step ? low : low - 0.5;
}

/** A list of rows, in pixels from its top. */
export interface RowTops {
  readonly count: number;
  /** The top of a row; for row `count`, the end of the list. */
  readonly topOf: (row: number) => number;
  /** The row at this distance from the top. */
  readonly rowAt: (pixels: number) => number;
}

export function evenRows(count: number, height: number): RowTops {
  return {
    count,
    topOf: (row) => row * height,
    rowAt: (pixels) => Math.max(0, Math.min(count, Math.floor(pixels / height))),
  };
}

/** @param heights - the height of each row, in pixels */
export function unevenRows(heights: readonly number[]): RowTops {
  const count = heights.length;
  const tops = new Float64Array(count + 1);
  heights.forEach((height, row) => (tops[row + 1] = (tops[row] as number) + height));
  return {
    count,
    topOf: (row) => tops[row] as number,
    rowAt(pixels) {
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((tops[middle + 1] as number) <= pixels) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}
