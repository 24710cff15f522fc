/**
 * The size of a judge: its arrays are made once, for the largest layout that it will judge, and are used for
 * every scenario up to that size.
 */
import type { System } from '../../../impl/system.ts';

export interface Capacity {
  readonly pages: number;
  /** Words of all pages together. */
  readonly pageWords: number;
  readonly threads: number;
  /** Cells of a footprint. */
  readonly cells: number;
  readonly actors: number;
}

/** Exactly the capacity that a system needs. */
export function capacityFor({ layout, driver, footprint }: System): Capacity {
  return {
    pages: layout.pages,
    pageWords: layout.pages * layout.pageWords,
    threads: driver.threads.length,
    cells: footprint.pageOfCell.length,
    actors: layout.actors,
  };
}

export function hasRoomFor(capacity: Capacity, needed: Capacity): boolean {
  return (
    needed.pages <= capacity.pages &&
    needed.pageWords <= capacity.pageWords &&
    needed.threads <= capacity.threads &&
    needed.cells <= capacity.cells &&
    needed.actors <= capacity.actors
  );
}

/** The smallest capacity with room for either of the two. */
export function roomForBoth(one: Capacity, other: Capacity): Capacity {
  return {
    pages: Math.max(one.pages, other.pages),
    pageWords: Math.max(one.pageWords, other.pageWords),
    threads: Math.max(one.threads, other.threads),
    cells: Math.max(one.cells, other.cells),
    actors: Math.max(one.actors, other.actors),
  };
}
