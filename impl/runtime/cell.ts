/** A shared integer: a counter, a cursor, a flag. */
import type { Sharing } from '../system.ts';
import type { Footprint } from './footprint.ts';
import type { Resettable, Shared } from './shared.ts';

export class Cell implements Resettable {
  private readonly footprint: Footprint;
  private readonly cell: number;
  private value = 0;

  /** @param sharing - `atomic` only where the caller states why; by default mutexes guard the cell */
  constructor(name: string, shared: Shared, sharing: Sharing = 'guarded') {
    this.footprint = shared.footprint;
    this.cell = shared.footprint.reserveOne(name, sharing);
    shared.objects.push(this);
  }

  get(): number {
    this.footprint.noteRead(this.cell);
    return this.value;
  }

  set(value: number): void {
    this.footprint.noteWrite(this.cell);
    this.value = value;
  }

  add(amount: number): void {
    this.set(this.value + amount);
  }

  /** The value, for an observer between two steps; leaves no footprint. */
  peek(): number {
    return this.value;
  }

  reset(): void {
    this.value = 0;
  }
}
