/**
 * A direct-mapped cache of recent rows, small enough to stay in the processor's cache. Half of a
 * state's successors have just been successors of a neighbouring state, and are recognised without
 * reading the large set.
 */

/** The limits on the size of the cache: both are powers of two. */
const PLACES_MAX = 1 << 14;
const WORDS_MAX = 1 << 20;

export class RecentRows {
  private readonly rows: Int32Array;
  private readonly width: number;
  private readonly mask: number;

  /** @param width - words in a row; the first is never 0 */
  constructor(width: number) {
    this.width = width;
    let places = PLACES_MAX;
    while (places > 1 && places * width > WORDS_MAX) places /= 2;
    this.mask = places - 1;
    this.rows = new Int32Array(places * width);
  }

  /** Stores the row that begins at `words[first]` at its place. @returns whether it was already there */
  replace(words: Int32Array, first: number, hash: number): boolean {
    const { rows, width, mask } = this;
    const own = (hash & mask) * width;
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
