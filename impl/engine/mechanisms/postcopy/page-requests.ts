/**
 * The host pages that were asked for and have not come yet (page_requested). A page that is asked
 * for twice is in there once.
 */
import { Cell } from '../../../runtime/cell.ts';
import { Gate } from '../../../runtime/gate.ts';
import type { Shared } from '../../../runtime/shared.ts';
import { Bitmap } from '../../memory/bitmap.ts';
import type { HostPage } from '../../memory/host-pages.ts';

export class PageRequests {
  /** Open while nothing is asked for that has not come, and once nothing more will. */
  readonly none: Gate;
  private readonly requested: Bitmap;
  /** How many there are (page_requested_count). */
  private readonly count: Cell;

  constructor(pages: number, wordBits: number, shared: Shared) {
    this.requested = new Bitmap(
      { name: 'requested pages', length: pages, wordBits, pageOf: (page) => page },
      shared,
    );
    this.count = new Cell('requested page count', shared);
    this.none = new Gate('no requested pages', shared);
  }

  clear(): void {
    this.requested.allocate();
    this.count.set(0);
    this.none.set(true);
  }

  add({ first }: HostPage): void {
    if (this.requested.test(first)) return;
    this.requested.set(first);
    this.count.add(1);
    this.none.set(false);
  }

  remove({ first }: HostPage): void {
    if (!this.requested.takeBit(first)) return;
    this.count.add(-1);
    if (this.count.get() === 0) this.none.set(true);
  }

  /** What has not come will not come any more: nobody need wait for it. */
  abandon(): void {
    this.none.set(true);
  }

  /** As an onlooker between two steps sees them. */
  peek(page: number): boolean {
    return this.requested.peek(page);
  }

  peekCount(): number {
    return this.count.peek();
  }
}
