/**
 * Which memory of the destination is present, and which threads wait for missing pages (userfaultfd in
 * missing mode). After registration, an access to a missing host page raises a fault and blocks; placing
 * the host page makes it present atomically and releases every thread that waits for it.
 */
import { Cell } from '../../../runtime/cell.ts';
import { Gate } from '../../../runtime/gate.ts';
import type { Resettable, Shared } from '../../../runtime/shared.ts';
import { Bitmap } from '../../memory/bitmap.ts';
import type { HostPage } from '../../memory/host-pages.ts';
import { KernelAnswers } from '../userfaultfd/kernel-answers.ts';

export class UserFault implements Resettable {
  /** The host page of each target page, by dense index. */
  readonly hostPageOf: readonly HostPage[];
  /** Open while a fault waits to be taken, and once no more faults will come. */
  readonly faulted: Gate;
  /** What the kernel answers when a page is to be placed. */
  readonly answers: KernelAnswers;
  private readonly present: Bitmap;
  private readonly registered: Cell;
  private readonly faults: Cell;
  private readonly isOver: Cell;
  /** Open while the host page is present; by dense index of its first target page. */
  private readonly gates = new Map<number, Gate>();
  private queue: HostPage[] = [];

  constructor(hostPageOf: readonly HostPage[], wordBits: number, shared: Shared) {
    this.hostPageOf = hostPageOf;
    // The kernel owns all of this state: each userfaultfd call is indivisible.
    this.faulted = new Gate('fault', shared, true);
    this.answers = new KernelAnswers(shared);
    this.present = new Bitmap(
      {
        name: 'present pages',
        length: hostPageOf.length,
        wordBits,
        pageOf: (page) => page,
        sharing: 'atomic',
      },
      shared,
    );
    this.registered = new Cell('userfault registration', shared, 'atomic');
    this.faults = new Cell('fault queue', shared, 'atomic');
    this.isOver = new Cell('end of faults', shared, 'atomic');
    for (const { first, name } of new Set(hostPageOf))
      this.gates.set(first, new Gate(`page ${name}`, shared));
    shared.objects.push(this);
  }

  reset(): void {
    this.queue = [];
  }

  /** Sets the state of a fresh process: all memory is missing, and there are no faults. */
  powerOn(): void {
    this.present.allocate();
    this.registered.set(0);
    this.isOver.set(0);
    this.reset();
    this.faults.set(0);
    this.faulted.set(false);
  }

  /** A plain write, which makes the host page present. */
  touch(page: number): void {
    if (!this.present.test(page)) this.setPresent(this.hostPage(page), true);
  }

  /** Drops the host page: it is missing from here on. */
  drop(page: number): HostPage {
    const hostPage = this.hostPage(page);
    this.setPresent(hostPage, false);
    return hostPage;
  }

  /** From here on, an access to a missing page waits. */
  register(): void {
    this.registered.set(1);
    for (const [first, gate] of this.gates) gate.set(this.present.test(first));
  }

  /** Releases every waiting thread, which then tests again and finds zeros. */
  unregister(): void {
    this.registered.set(0);
    for (const gate of this.gates.values()) gate.set(true);
  }

  isRegistered(): boolean {
    return this.registered.get() === 1;
  }

  isMissing(page: number): boolean {
    return this.registered.get() === 1 && !this.present.test(page);
  }

  /** The host pages that are present. */
  presentPages(): readonly HostPage[] {
    return [...new Set(this.hostPageOf)].filter((hostPage) => this.isThere(hostPage));
  }

  isThere({ first }: HostPage): boolean {
    return this.present.test(first);
  }

  /** Raises a fault on a missing page; the thread that touched it must wait for the returned gate. */
  raise(page: number): Gate {
    const hostPage = this.hostPage(page);
    this.queue.push(hostPage);
    this.faults.set(this.queue.length);
    this.faulted.set(true);
    return this.gates.get(hostPage.first) as Gate;
  }

  /** Wakes the thread that waits for faults: no more will come. */
  end(): void {
    this.isOver.set(1);
    this.faulted.set(true);
  }

  /** Takes the oldest fault, if there is one. */
  takeFault(): HostPage | undefined {
    const hostPage = this.queue.shift();
    this.faults.set(this.queue.length);
    // A wake-up by `end` while faults are queued must not get lost.
    this.faulted.set(this.queue.length > 0 || this.isOver.get() === 1);
    return hostPage;
  }

  /**
   * Makes a host page present atomically (UFFDIO_COPY).
   *
   * @returns `false` if it is present already (EEXIST): nothing has changed
   */
  place(page: number): boolean {
    const hostPage = this.hostPage(page);
    if (this.present.test(page)) return false;
    this.setPresent(hostPage, true);
    this.gates.get(hostPage.first)?.set(true);
    return true;
  }

  /** No more pages will arrive: a thread may now wait for one for ever, and that is not a deadlock. */
  abandon(): void {
    for (const gate of this.gates.values()) gate.isIdle = true;
  }

  hostPage(page: number): HostPage {
    const hostPage = this.hostPageOf[page];
    if (hostPage === undefined) throw new RangeError(`no page ${page}`);
    return hostPage;
  }

  /** Whether the page is present, for an observer between two steps; leaves no footprint. */
  peekPresent(page: number): boolean {
    return this.present.peek(page);
  }

  private setPresent({ first, end }: HostPage, isPresent: boolean): void {
    for (let page = first; page < end; page++) this.present.assign(page, isPresent);
  }
}
