/**
 * Something that happens to the system from outside a planned number of times: a timer that fires,
 * a rate limit that strikes, an operator who cancels, a link that drops. A tick is armed by whoever
 * plays the outside and taken by the thread that waits for it.
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

  disarm(): void {
    this.armed = 0;
    this.set(false);
  }

  override reset(): void {
    super.reset();
    this.armed = 0;
  }
}
