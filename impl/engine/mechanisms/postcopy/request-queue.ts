/**
 * Pages that the destination has requested (src_page_requests), oldest first. The return-path thread adds
 * requests; only the migration thread takes them out, one target page at a time. Each access is one step,
 * which is what `src_page_req_mutex` ensures in QEMU.
 */
import { Cell } from '../../../runtime/cell.ts';
import type { Resettable, Shared } from '../../../runtime/shared.ts';
import type { PageLocation } from '../../source/place.ts';

/** Requested target pages of one block; at least one. */
export interface PageRequest extends PageLocation {
  readonly pages: number;
}

export class RequestQueue implements Resettable {
  private requests: PageRequest[] = [];
  private readonly length: Cell;

  constructor(shared: Shared) {
    // Each access is one step, as under src_page_req_mutex.
    this.length = new Cell('request queue', shared, 'atomic');
    shared.objects.push(this);
  }

  reset(): void {
    this.requests = [];
  }

  clear(): void {
    this.reset();
    this.length.set(0);
  }

  add(request: PageRequest): void {
    this.requests.push(request);
    this.length.set(this.requests.length);
  }

  isEmpty(): boolean {
    return this.length.get() === 0;
  }

  /** Takes out one target page, if there is one (unqueue_page). */
  take(): PageLocation | undefined {
    if (this.isEmpty()) return undefined;
    const { block, page, pages } = this.requests.shift() as PageRequest;
    if (pages > 1) this.requests.unshift({ block, page: page + 1, pages: pages - 1 });
    this.length.set(this.requests.length);
    return { block, page };
  }
}
