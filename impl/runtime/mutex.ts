/**
 * A lock. The scheduler acquires it for the thread whose coming step names it, so the acquire and the code
 * up to the next yield are one atomic step; a release merges with the code before it. There is no queue:
 * any waiting thread may get the lock next.
 */
import { MUTEXES_MAX } from '../footprint-entry.ts';
import { Gate } from './gate.ts';
import type { Holder } from './holder.ts';
import type { Shared } from './shared.ts';

export class Mutex extends Gate {
  /** This lock's bit in `Holder.held` and in the footprint. */
  readonly bit: number;
  holder: Holder | undefined;
  private readonly held: { held: number };

  /**
   * @param index - from 0 to 31, unique in the system
   * @throws Error if a footprint cannot hold a mutex with that index
   */
  constructor(name: string, index: number, shared: Shared) {
    super(name, shared, false, 'mutex');
    if (index < 0 || index >= MUTEXES_MAX)
      throw new Error(`${name} is mutex ${index}, but a footprint has room for ${MUTEXES_MAX}`);
    this.bit = 1 << index;
    this.held = shared.footprint;
  }

  /** Called only by the scheduler, when the acquiring step is taken. */
  take(thread: Holder): void {
    if (this.holder) throw new Error(`${thread.name} took ${this.name} from ${this.holder.name}`);
    this.holder = thread;
    thread.held |= this.bit;
    this.held.held = thread.held;
    this.set(false);
  }

  release(thread: Holder): void {
    if (this.holder !== thread)
      throw new Error(`${thread.name} releases ${this.name} without holding it`);
    this.holder = undefined;
    thread.held &= ~this.bit;
    this.held.held = thread.held;
    this.set(true);
  }

  /** Frees it, since the process of whoever holds it is gone. */
  outlive(): void {
    this.holder = undefined;
    this.set(true);
  }

  override reset(): void {
    super.reset();
    this.isOpen = true;
    this.holder = undefined;
  }
}
