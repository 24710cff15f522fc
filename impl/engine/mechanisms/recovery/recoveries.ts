/** How often the operator still connects the hosts again: with none left, a lost connection is the end. */
import { Cell } from '../../../runtime/cell.ts';
import type { Shared } from '../../../runtime/shared.ts';

export class Recoveries {
  private readonly max: number;
  private readonly tried: Cell;

  constructor(max: number, shared: Shared) {
    this.max = max;
    this.tried = new Cell('recoveries tried', shared, 'atomic');
  }

  isAnyLeft(): boolean {
    return this.tried.get() < this.max;
  }

  useUpOne(): void {
    this.tried.add(1);
  }
}
