/**
 * Pages that the destination has asked for (src_page_requests), oldest first. The return path puts
 * requests in; only the migration thread takes them out, one target page at a time. Each access is
 * one step, which is what `src_page_req_mutex` is for.
 */
import { Cell } from '../../runtime/cell.ts';
import type { Resettable, Shared } from '../../runtime/shared.ts';
import type { RamBlock } from '../memory/ram-block.ts';
import type { PageLocation } from './page-search.ts';

interface Request {
  readonly block: RamBlock;
  /** What is left of it: target pages from here on. */
  page: number;
  pages: number;
}

export class RequestQueue implements Resettable {
  private requests: Request[] = [];
  private readonly length: Cell;

  constructor(shared: Shared) {
    // Each access is one step: no more than what src_page_req_mutex makes of it.
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

  /** @param pages - target pages, at least one */
  add(block: RamBlock, page: number, pages: number): void {
    this.requests.push({ block, page, pages });
    this.length.set(this.requests.length);
  }

  isEmpty(): boolean {
    return this.length.get() === 0;
  }

  /** Takes out one target page (unqueue_page). */
  take(): PageLocation | undefined {
    if (this.isEmpty()) return undefined;
    const request = this.requests[0] as Request;
    const { block, page } = request;
    request.page++;
    request.pages--;
    if (request.pages === 0) this.requests.shift();
    this.length.set(this.requests.length);
    return { block, page };
  }
}
