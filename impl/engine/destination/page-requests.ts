/**
 * The host pages that were asked for and have not come yet (page_requested). A page that is asked
 * for twice is in there once.
 */
import { Cell } from '../../runtime/cell.ts';
import type { Shared } from '../../runtime/shared.ts';
import { Bitmap } from '../memory/bitmap.ts';
import type { HostPage } from '../memory/host-pages.ts';

export class PageRequests {
  private readonly requested: Bitmap;
  /** How many there are (page_requested_count). */
  private readonly count: Cell;

  constructor(pages: number, wordBits: number, shared: Shared) {
    this.requested = new Bitmap(
      { name: 'requested pages', length: pages, wordBits, pageOf: (page) => page },
      shared,
    );
    this.count = new Cell('requested page count', shared);
  }

  clear(): void {
    this.requested.allocate();
    this.count.set(0);
  }

  add({ first }: HostPage): void {
    if (this.requested.test(first)) return;
    this.requested.set(first);
    this.count.add(1);
  }

  remove({ first }: HostPage): void {
    if (this.requested.takeBit(first)) this.count.add(-1);
  }

  /** As an onlooker between two steps sees them. */
  peek(page: number): boolean {
    return this.requested.peek(page);
  }

  peekCount(): number {
    return this.count.peek();
  }
}
