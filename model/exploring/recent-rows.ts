/**
 * Some of the rows that came by last, each in the one place that its hash gives it, few enough to
 * stay in the processor's cache. Half of what follows from a state has just followed from a
 * neighbour of it, and is known without a look at the large set.
 */

/** A power of two. */
const PLACES = 1 << 14;
/** No row begins with it. */
const NOTHING = -1;

export class RecentRows {
  private readonly rows: Int32Array;
  private readonly width: number;

  /** @param width - words in a row; the first is never negative */
  constructor(width: number) {
    this.width = width;
    this.rows = new Int32Array(PLACES * width).fill(NOTHING);
  }

  /** Puts the row that begins at `words[first]` into its place. @returns whether it was there already */
  replace(words: Int32Array, first: number, hash: number): boolean {
    const { rows, width } = this;
    const own = (hash & (PLACES - 1)) * width;
    let isKnown = true;
    for (let word = 0; word < width; word++) {
      const value = words[first + word] as number;
      if (rows[own + word] === value) continue;
      isKnown = false;
      rows[own + word] = value;
    }
    return isKnown;
  }
}
