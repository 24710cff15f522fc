/**
 * A condition that a thread may have to wait for. A thread whose coming step stands behind a gate
 * is ready exactly while the gate is open, so nobody polls and a resumed thread need not re-test
 * the gate itself. Condition variables, ticks, full channels and locked mutexes are all gates.
 */
import type { Sharing } from '../system.ts';
import { ThreadSet } from '../thread-set.ts';
import type { Footprint } from './footprint.ts';
import type { Resettable, Shared } from './shared.ts';

export class Gate implements Resettable {
  readonly name: string;
  /** Waiting here needs no cure: the work that would open the gate may never come. */
  isIdle: boolean;
  isOpen = false;
  private readonly waiting: ThreadSet = new ThreadSet();
  private readonly wasIdle: boolean;
  private readonly ready: Shared['ready'];
  /** The cell in which its state is noted. */
  readonly cell: number;
  private readonly footprint: Footprint;

  constructor(name: string, shared: Shared, isIdle = false, sharing: Sharing = 'signal') {
    this.name = name;
    this.isIdle = isIdle;
    this.wasIdle = isIdle;
    this.ready = shared.ready;
    this.footprint = shared.footprint;
    this.cell = shared.footprint.reserveOne(name, sharing);
    shared.objects.push(this);
  }

  /** Opens or shuts the gate; every thread that waits behind it becomes ready or blocked at once. */
  set(isOpen: boolean): void {
    // Noted even if nothing changes: in another order of the same steps it might.
    this.footprint.noteWrite(this.cell);
    this.setUnnoted(isOpen);
  }

  /** As `set`, for an owner that notes by itself, and more finely, what the gate depends on. */
  setUnnoted(isOpen: boolean): void {
    if (isOpen === this.isOpen) return;
    this.isOpen = isOpen;
    if (isOpen) this.ready.addAll(this.waiting);
    else this.ready.deleteAll(this.waiting);
  }

  /** Whether it is open, for a thread that looks and does not wait. */
  test(): boolean {
    this.footprint.noteRead(this.cell);
    return this.isOpen;
  }

  /** The thread with this number has put its coming step behind the gate. */
  enter(thread: number): void {
    this.waiting.add(thread);
    if (this.isOpen) this.ready.add(thread);
    else this.ready.delete(thread);
  }

  /** The thread with this number takes its step now. */
  leave(thread: number): void {
    this.waiting.delete(thread);
    this.footprint.noteRead(this.cell);
  }

  reset(): void {
    this.isIdle = this.wasIdle;
    this.isOpen = false;
    this.waiting.clear();
  }
}
