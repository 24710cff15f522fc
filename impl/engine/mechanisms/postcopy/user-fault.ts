/**
 * Which memory of the destination is there, and who waits for what is not (userfaultfd in missing
 * mode). From registration on, an access to a missing host page raises a fault and blocks; placing
 * the host page makes all of it appear at once and releases everybody who waits for it.
 */
import { Cell } from '../../../runtime/cell.ts';
import { Gate } from '../../../runtime/gate.ts';
import type { Resettable, Shared } from '../../../runtime/shared.ts';
import { Bitmap } from '../../memory/bitmap.ts';
import type { HostPage } from '../../memory/host-pages.ts';

export class UserFault implements Resettable {
  /** The host page of each target page, by dense index. */
  readonly hostPageOf: readonly HostPage[];
  /** Open while a fault waits to be taken, or to wake whoever waits for one. */
  readonly faulted: Gate;
  private readonly present: Bitmap;
  private readonly registered: Cell;
  private readonly faults: Cell;
  private readonly isOver: Cell;
  /** Open while the host page is there; by dense index of its first target page. */
  private readonly gates = new Map<number, Gate>();
  private queue: HostPage[] = [];

  constructor(hostPageOf: readonly HostPage[], wordBits: number, shared: Shared) {
    this.hostPageOf = hostPageOf;
    // All of this is the kernel's: each call of userfaultfd is indivisible.
    this.faulted = new Gate('fault', shared, true);
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

  /** All memory is gone, and nobody faults. */
  powerOn(): void {
    this.present.allocate();
    this.registered.set(0);
    this.isOver.set(0);
    this.reset();
    this.faults.set(0);
    this.faulted.set(false);
  }

  /** A plain write makes the memory behind it appear. */
  touch(page: number): void {
    if (!this.present.test(page)) this.setPresent(this.hostPage(page), true);
  }

  /** The host page is given back: it is missing from here on. */
  drop(page: number): HostPage {
    const hostPage = this.hostPage(page);
    this.setPresent(hostPage, false);
    return hostPage;
  }

  /** From here on, whoever touches what is missing waits for it. */
  register(): void {
    this.registered.set(1);
    for (const [first, gate] of this.gates) gate.set(this.present.test(first));
  }

  /** Whoever still waits looks again, and finds zeros. */
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

  isThere({ first }: HostPage): boolean {
    return this.present.test(first);
  }

  /** Somebody has touched a missing page, and will wait at the gate. */
  raise(page: number): Gate {
    const hostPage = this.hostPage(page);
    this.queue.push(hostPage);
    this.faults.set(this.queue.length);
    this.faulted.set(true);
    return this.gates.get(hostPage.first) as Gate;
  }

  /** Wakes whoever waits for a fault: no more will come. */
  end(): void {
    this.isOver.set(1);
    this.faulted.set(true);
  }

  /** The fault that has waited longest, if there is any. */
  takeFault(): HostPage | undefined {
    const hostPage = this.queue.shift();
    this.faults.set(this.queue.length);
    // A wake-up that comes while faults are queued must outlive them.
    this.faulted.set(this.queue.length > 0 || this.isOver.get() === 1);
    return hostPage;
  }

  /**
   * Makes a host page appear at once (UFFDIO_COPY).
   *
   * @returns `false` if it is there already (EEXIST): nothing has changed
   */
  place(page: number): boolean {
    const hostPage = this.hostPage(page);
    if (this.present.test(page)) return false;
    this.setPresent(hostPage, true);
    this.gates.get(hostPage.first)?.set(true);
    return true;
  }

  /** Nothing more will come: whoever waits, waits for good, and nobody can help it. */
  abandon(): void {
    for (const gate of this.gates.values()) gate.isIdle = true;
  }

  hostPage(page: number): HostPage {
    const hostPage = this.hostPageOf[page];
    if (hostPage === undefined) throw new RangeError(`no page ${page}`);
    return hostPage;
  }

  /** Whether it is there, as an onlooker between two steps sees it. */
  peekPresent(page: number): boolean {
    return this.present.peek(page);
  }

  private setPresent({ first, end }: HostPage, isPresent: boolean): void {
    for (let page = first; page < end; page++) this.present.assign(page, isPresent);
  }
}
