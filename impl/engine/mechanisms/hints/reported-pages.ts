/**
 * The pages that the guest has put into its balloon and has not got back. They are the guest's own
 * memory of it: it looks and notes in one go, under locks that are not ours.
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
    // That the guest gets its pages back is for the balloon to see to, and for the judge to ask.
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

  /** The guest has all of them back. */
  clear(): void {
    this.bits.clearAll();
    this.returned.set(true);
  }

  isLent(page: number): boolean {
    return this.bits.test(page);
  }

  /** As an onlooker between two steps sees it. */
  peek(page: number): boolean {
    return this.bits.peek(page);
  }
}
