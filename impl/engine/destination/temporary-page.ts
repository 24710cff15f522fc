/**
 * Where the target pages of one host page are gathered until all are there (PostcopyTmpPage): one
 * for each channel, since a host page travels on one channel from its first to its last target page.
 */
import type { Resettable, Shared } from '../../runtime/shared.ts';
import type { HostPage } from '../memory/host-pages.ts';

export class TemporaryPage implements Resettable {
  /** The host page that is being gathered, if any. */
  hostPage: HostPage | undefined;
  /** So far, all of it is zeros. */
  allZero = true;
  private targetPages = 0;
  private readonly bytes: Uint8Array;
  private readonly pageBytes: number;

  constructor(targetPagesMax: number, pageBytes: number, shared: Shared) {
    this.bytes = new Uint8Array(targetPagesMax * pageBytes);
    this.pageBytes = pageBytes;
    shared.objects.push(this);
  }

  reset(): void {
    this.hostPage = undefined;
    this.allZero = true;
    this.targetPages = 0;
  }

  /** Takes in one target page; `content` is `undefined` for zeros. */
  add(hostPage: HostPage, page: number, content: Uint8Array | undefined): void {
    this.hostPage = hostPage;
    this.targetPages++;
    const slot = this.slot(page - hostPage.first);
    if (content === undefined) slot.fill(0);
    else {
      this.allZero = false;
      slot.set(content);
    }
  }

  isComplete(): boolean {
    const { hostPage } = this;
    return hostPage !== undefined && this.targetPages === hostPage.end - hostPage.first;
  }

  /** The content of the so-manieth target page. */
  slot(index: number): Uint8Array {
    return this.bytes.subarray(index * this.pageBytes, (index + 1) * this.pageBytes);
  }
}
