/**
 * A condition that a thread may have to wait for. A thread whose coming step waits for a gate is ready
 * exactly while the gate is open, so no thread polls, and a resumed thread need not test the gate again.
 * Condition variables, ticks, full channels and locked mutexes are all gates.
 */
import type { Sharing } from '../system.ts';
import { ThreadSet } from '../thread-set.ts';
import type { Footprint } from './footprint.ts';
import type { Resettable, Shared } from './shared.ts';

export class Gate implements Resettable {
  readonly name: string;
  /** A thread may wait here for ever without a failure: the event that opens the gate may never come. */
  isIdle: boolean;
  isOpen = false;
  private readonly waiting: ThreadSet = new ThreadSet();
  private readonly wasIdle: boolean;
  private readonly ready: Shared['ready'];
  /** The footprint cell of its state. */
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

  /** Opens or shuts the gate; every thread that waits for it becomes ready or blocked at once. */
  set(isOpen: boolean): void {
    // Noted even if nothing changes: in another order of the same steps something might.
    this.footprint.noteWrite(this.cell);
    this.setUnnoted(isOpen);
  }

  /** Like `set`, for an owner that notes in finer detail what the gate depends on. */
  setUnnoted(isOpen: boolean): void {
    if (isOpen === this.isOpen) return;
    this.isOpen = isOpen;
    if (isOpen) this.ready.addAll(this.waiting);
    else this.ready.deleteAll(this.waiting);
  }

  /** Whether the gate is open, for a thread that does not wait for it. */
  test(): boolean {
    this.footprint.noteRead(this.cell);
    return this.isOpen;
  }

  /** Notes that the thread's coming step waits for the gate. */
  enter(thread: number): void {
    this.waiting.add(thread);
    if (this.isOpen) this.ready.add(thread);
    else this.ready.delete(thread);
  }

  /** Notes that the thread takes its step now. */
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
