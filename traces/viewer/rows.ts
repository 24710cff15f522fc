/** Where steps stand in the list of those that are shown. */

/** In pixels, as in the style sheet. */
export const ROW_HEIGHT = 26;

/** The row of a step; between two rows, a half, if it is not shown. */
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
