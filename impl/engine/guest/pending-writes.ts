/** Counts the writers of one kind that are between the two steps of a write, with a gate to wait for them. */
import { Cell } from '../../runtime/cell.ts';
import { Gate } from '../../runtime/gate.ts';
import type { Shared } from '../../runtime/shared.ts';

export class PendingWrites {
  /** Open while no writer is between the two steps. */
  readonly none: Gate;
  private readonly count: Cell;

  constructor(name: string, shared: Shared) {
    this.none = new Gate(name, shared);
    // Incremented and decremented atomically.
    this.count = new Cell(name, shared, 'atomic');
  }

  /** Forgets the writers: their process is gone. */
  clear(): void {
    this.count.set(0);
    this.none.set(true);
  }

  begin(): void {
    this.count.add(1);
    this.none.set(false);
  }

  end(): void {
    this.count.add(-1);
    this.none.set(this.count.get() === 0);
  }
}
