/** A shared integer: a counter, a cursor, a flag. */
import type { Footprint } from './footprint.ts';
import { NO_PAGE } from './footprint.ts';

export class Cell {
  private readonly footprint: Footprint;
  private readonly cell: number;
  private value = 0;

  constructor(name: string, footprint: Footprint) {
    this.footprint = footprint;
    this.cell = footprint.reserve(name, 1, () => NO_PAGE);
  }

  get(): number {
    this.footprint.noteRead(this.cell, 1);
    return this.value;
  }

  set(value: number): void {
    this.footprint.noteWrite(this.cell, 1);
    this.value = value;
  }

  add(amount: number): void {
    this.set(this.value + amount);
  }

  /** The value as an onlooker between two steps sees it; leaves no footprint. */
  peek(): number {
    return this.value;
  }
}
