/** The virtqueue from the guest's driver to the device, oldest buffer first. */
import { Gate } from '../../../runtime/gate.ts';
import type { Resettable, Shared } from '../../../runtime/shared.ts';

export type HintBuffer =
  | { readonly kind: 'id'; readonly id: number }
  /** Dense index of a free page of the guest. */
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'stop' };

export class HintQueue implements Resettable {
  /** Open while the queue is not empty. */
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

  /** @throws Error if the queue is empty */
  take(): HintBuffer {
    const oldest = this.buffers.shift();
    if (oldest === undefined) throw new Error('the free page queue is empty');
    this.filled.set(this.buffers.length > 0);
    return oldest;
  }
}
