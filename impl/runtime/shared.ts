/** What every shared object of one system is made with. */
import type { Footprint } from './footprint.ts';
import type { TraceBuffer } from './trace-buffer.ts';

export interface Shared {
  /** The threads that may take their next step, one bit each. */
  readonly ready: { mask: number };
  readonly footprint: Footprint;
  readonly trace: TraceBuffer;
  /** Every shared object there is, so that all can be put back to how they were made. */
  readonly objects: Resettable[];
}

export interface Resettable {
  /** Back to the state in which it was made; whatever one run has left is gone for the next. */
  reset(): void;
}
