/**
 * The host pages that have been requested and have not arrived (page_requested). A page that is requested
 * twice counts once.
 */
import { Cell } from '../../../runtime/cell.ts';
import { Gate } from '../../../runtime/gate.ts';
import type { Shared } from '../../../runtime/shared.ts';
import { Bitmap } from '../../memory/bitmap.ts';
import type { HostPage } from '../../memory/host-pages.ts';

export class PageRequests {
  /** Open while no requested page is missing, and after `abandon`. */
  readonly none: Gate;
  /** A connection is lost: what is requested may never arrive. */
  private readonly isAbandoned: Cell;
  private readonly requested: Bitmap;
  /** The number of requested host pages (page_requested_count). */
  private readonly count: Cell;

  constructor(pages: number, wordBits: number, shared: Shared) {
    this.requested = new Bitmap(
      { name: 'requested pages', length: pages, wordBits, pageOf: (page) => page },
      shared,
    );
    this.count = new Cell('requested page count', shared);
    this.none = new Gate('no requested pages', shared);
    // Set by whichever thread notices the loss.
    this.isAbandoned = new Cell('abandoned requests', shared, 'atomic');
  }

  clear(): void {
    this.requested.allocate();
    this.count.set(0);
    this.isAbandoned.set(0);
    this.none.set(true);
  }

  add({ first }: HostPage): void {
    if (this.requested.test(first)) return;
    this.requested.set(first);
    this.count.add(1);
    if (this.isAbandoned.get() === 0) this.none.set(false);
  }

  remove({ first }: HostPage): void {
    if (!this.requested.takeBit(first)) return;
    this.count.add(-1);
    if (this.count.get() === 0) this.none.set(true);
  }

  /** The missing pages will never arrive: releases the threads that wait on `none`. */
  abandon(): void {
    this.isAbandoned.set(1);
    this.none.set(true);
  }

  /** The missing pages will arrive after all. */
  goOn(): void {
    this.isAbandoned.set(0);
    this.none.set(this.count.get() === 0);
  }

  /** The first page of each host page that is missing. */
  open(): readonly number[] {
    const { requested } = this;
    const firsts: number[] = [];
    let first = requested.findNext(0, requested.length);
    while (first < requested.length) {
      firsts.push(first);
      first = requested.findNext(first + 1, requested.length);
    }
    return firsts;
  }

  /** Whether the page is requested, for an observer between two steps; leaves no footprint. */
  peek(page: number): boolean {
    return this.requested.peek(page);
  }

  peekCount(): number {
    return this.count.peek();
  }
}
