/** The virtqueue on which the guest's driver puts what it has to say, oldest first. */
import { Gate } from '../../../runtime/gate.ts';
import type { Resettable, Shared } from '../../../runtime/shared.ts';

export type HintBuffer =
  | { readonly kind: 'id'; readonly id: number }
  /** Dense index of a page that the guest does not use. */
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'stop' };

export class HintQueue implements Resettable {
  /** Open while there is something in it. */
  readonly filled: Gate;
  private buffers: HintBuffer[] = [];

  constructor(shared: Shared) {
    this.filled = new Gate('free page queue', shared, true);
    shared.objects.push(this);
  }

  reset(): void {
    this.buffers = [];
  }

  add(buffer: HintBuffer): void {
    this.buffers.push(buffer);
    this.filled.set(true);
  }

  /** The oldest; there must be one. */
  take(): HintBuffer {
    const oldest = this.buffers.shift();
    if (oldest === undefined) throw new Error('nothing is in the free page queue');
    this.filled.set(this.buffers.length > 0);
    return oldest;
  }
}
