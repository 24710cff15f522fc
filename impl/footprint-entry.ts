/**
 * The layout of a footprint entry, `FOOTPRINT_STRIDE` integers: the first cell, the cell count, and
 * `mutexes held << 1 | isWrite`. The shift loses the last of the 32 mutexes, so that mutex is stored in
 * the top bit of the cell count, which no count ever needs.
 */

/** How many mutexes an entry can tell apart. */
export const MUTEXES_MAX = 32;

const LAST_MUTEX = 1 << (MUTEXES_MAX - 1);

/** The second integer of an entry. */
export function countAnd(count: number, held: number): number {
  return count | (held & LAST_MUTEX);
}

/** The third integer of an entry. */
export function heldAnd(held: number, isWrite: 0 | 1): number {
  return (held << 1) | isWrite;
}

/** How many cells the entry at this position covers. */
export function countIn(entries: Int32Array, at: number): number {
  return (entries[at + 1] as number) & ~LAST_MUTEX;
}

/** The mutexes held, one bit each. */
export function heldIn(entries: Int32Array, at: number): number {
  return ((entries[at + 2] as number) >>> 1) | ((entries[at + 1] as number) & LAST_MUTEX);
}

export function isWriteIn(entries: Int32Array, at: number): boolean {
  return ((entries[at + 2] as number) & 1) === 1;
}
