/**
 * The pages that the guest has put into its balloon and has not got back. The guest keeps this set itself:
 * it tests and updates the set in one step, under locks of its own.
 */
import { Gate } from '../../../runtime/gate.ts';
import type { Resettable, Shared } from '../../../runtime/shared.ts';
import type { Loan } from '../../guest/loan.ts';
import { Bitmap } from '../../memory/bitmap.ts';

export class ReportedPages implements Loan, Resettable {
  readonly returned: Gate;
  private readonly bits: Bitmap;

  constructor(pages: number, wordBits: number, shared: Shared) {
    const shape = { name: 'reported pages', length: pages, wordBits };
    this.bits = new Bitmap({ ...shape, pageOf: (page) => page, sharing: 'atomic' }, shared);
    // Waiting here is not a deadlock: a property checks that the balloon returns the pages.
    this.returned = new Gate('return of reported pages', shared, true);
    shared.objects.push(this);
  }

  reset(): void {
    this.bits.allocate();
    this.returned.set(true);
  }

  add(page: number): void {
    this.bits.set(page);
    this.returned.set(false);
  }

  /** Empties the set: the guest has all pages back. */
  clear(): void {
    this.bits.clearAll();
    this.returned.set(true);
  }

  isLent(page: number): boolean {
    return this.bits.test(page);
  }

  /** Whether the page is reported, for an observer between two steps; leaves no footprint. */
  peek(page: number): boolean {
    return this.bits.peek(page);
  }
}
