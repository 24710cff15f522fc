/**
 * Gathers the target pages of one host page until all have arrived (PostcopyTmpPage). Each channel has its
 * own, since all target pages of a host page travel on one channel.
 */
import { StandIn } from '../../../runtime/stand-in.ts';
import type { Resettable, Shared } from '../../../runtime/shared.ts';
import type { ChannelName } from '../../../tracepoints.ts';
import type { HostPage } from '../../memory/host-pages.ts';

export interface PageShape {
  /** Number of target pages in the largest host page. */
  readonly targetPagesMax: number;
  readonly pageBytes: number;
}

export class TemporaryPage implements Resettable {
  private current: HostPage | undefined;
  /** Whether all target pages gathered so far are zeros. */
  allZero = true;
  private targetPages = 0;
  /** 1 for each target page that has arrived, by its index in the host page. */
  private readonly filled: Uint8Array;
  /** Stands for the page and its content in footprints: only one thread at a time gathers. */
  private readonly standIn: StandIn;
  private readonly bytes: Uint8Array;
  private readonly pageBytes: number;

  constructor(channel: ChannelName, { targetPagesMax, pageBytes }: PageShape, shared: Shared) {
    this.standIn = new StandIn(`temporary page of the ${channel} channel`, shared);
    this.bytes = new Uint8Array(targetPagesMax * pageBytes);
    this.filled = new Uint8Array(targetPagesMax);
    this.pageBytes = pageBytes;
    shared.objects.push(this);
  }

  /** Makes room for the next host page, once this one has been placed or never will be. */
  clear(): void {
    this.standIn.noteWrite();
    this.reset();
  }

  reset(): void {
    this.current = undefined;
    this.allZero = true;
    this.targetPages = 0;
    this.filled.fill(0);
  }

  /** The host page that is being gathered, if any. */
  get hostPage(): HostPage | undefined {
    this.standIn.noteRead();
    return this.current;
  }

  /** Whether the target page with this index in the host page has arrived. */
  holds(index: number): boolean {
    return this.filled[index] === 1;
  }

  /** Adds one target page; `content` is `undefined` for zeros. */
  add(hostPage: HostPage, page: number, content: Uint8Array | undefined): void {
    this.standIn.noteWrite();
    this.current = hostPage;
    this.targetPages++;
    this.filled[page - hostPage.first] = 1;
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

  /** The content of the target page with this index in the host page. */
  slot(index: number): Uint8Array {
    return this.bytes.subarray(index * this.pageBytes, (index + 1) * this.pageBytes);
  }
}
