/**
 * An event from outside that happens a planned number of times: a timer fires, the rate limit is hit, the
 * operator cancels, a link drops. The environment (`rig/outside.ts`) arms a tick, and the thread that
 * waits for it takes it.
 */
import { Gate } from './gate.ts';
import type { Shared } from './shared.ts';

export class Tick extends Gate {
  private armed = 0;

  constructor(name: string, shared: Shared) {
    super(name, shared, true);
  }

  arm(): void {
    this.armed++;
    this.set(true);
  }

  /** Uses up one armed tick. */
  take(): void {
    this.armed--;
    this.set(this.armed > 0);
  }

  /** Uses up one armed tick, if there is one. @returns whether there was */
  takeOne(): boolean {
    if (!this.test()) return false;
    this.take();
    return true;
  }

  disarm(): void {
    this.armed = 0;
    this.set(false);
  }

  override reset(): void {
    super.reset();
    this.armed = 0;
  }
}
