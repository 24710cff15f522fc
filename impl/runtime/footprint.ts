/**
 * What one atomic step read and wrote, cell by cell. Every shared object owns a range of cells and notes
 * each access here; the judge checks only the cells that a step accessed, and sees which mutexes were held
 * at each access. An access that bypassed the footprint would be invisible to the checks.
 */
import { countAnd, heldAnd } from '../footprint-entry.ts';
import type { Sharing } from '../system.ts';
import { FOOTPRINT_STRIDE } from '../system.ts';

/** Accesses that one step may make for each existing cell before it counts as endless. */
const ACCESSES_MAX_PER_CELL = 64;
const ACCESSES_MAX_BASE = 4096;

/** A cell that belongs to no page. */
export const NO_PAGE = -1;

export class Footprint {
  /** Entries of the current step, `FOOTPRINT_STRIDE` integers each; valid up to `length`. */
  entries: Int32Array = new Int32Array(FOOTPRINT_STRIDE * 256);
  length = 0;
  /** Bit set of the mutexes that the running thread holds now. */
  held = 0;
  /** The thread that takes the current step, and the step's label. */
  thread = 0;
  label = '';

  /** For each cell, the target page it describes (dense index over all blocks) or `NO_PAGE`. */
  readonly pageOfCell: number[] = [];
  /** For each cell, the name of the object that owns it. */
  readonly ownerOfCell: string[] = [];
  /** For each cell, how its accesses are synchronised. */
  readonly sharingOfCell: Sharing[] = [];

  /** Gives `owner` the next `count` cells and returns the first of them. */
  reserve({ owner, count, pageOf, sharing }: Reservation): number {
    const first = this.pageOfCell.length;
    for (let index = 0; index < count; index++) {
      this.pageOfCell.push(pageOf(index));
      this.ownerOfCell.push(owner);
      this.sharingOfCell.push(sharing);
    }
    return first;
  }

  /** Gives `owner` one cell that belongs to no page. */
  reserveOne(owner: string, sharing: Sharing): number {
    return this.reserve({ owner, count: 1, pageOf: () => NO_PAGE, sharing });
  }

  begin(): void {
    this.length = 0;
  }

  noteRead(cell: number): void {
    this.note(cell, 1, 0);
  }

  noteWrite(cell: number): void {
    this.note(cell, 1, 1);
  }

  noteReads(first: number, count: number): void {
    this.note(first, count, 0);
  }

  noteWrites(first: number, count: number): void {
    this.note(first, count, 1);
  }

  private note(first: number, count: number, isWrite: 0 | 1): void {
    const at = this.length;
    const { held } = this;
    if (at === this.entries.length) this.grow();
    this.entries[at] = first;
    this.entries[at + 1] = countAnd(count, held);
    this.entries[at + 2] = heldAnd(held, isWrite);
    this.length = at + FOOTPRINT_STRIDE;
  }

  private grow(): void {
    const accessesMax = ACCESSES_MAX_BASE + ACCESSES_MAX_PER_CELL * this.pageOfCell.length;
    if (this.length > accessesMax * FOOTPRINT_STRIDE)
      throw new EndlessStep(`one step made more than ${accessesMax} accesses and did not yield`);
    const grown = new Int32Array(this.entries.length * 2);
    grown.set(this.entries);
    this.entries = grown;
  }
}

export interface Reservation {
  readonly owner: string;
  readonly count: number;
  /** The page that each of the cells describes, or `NO_PAGE`. */
  readonly pageOf: (index: number) => number;
  readonly sharing: Sharing;
}

/** A step never yields: it is in an endless loop. */
export class EndlessStep extends Error {
  override readonly name = 'EndlessStep';
}
