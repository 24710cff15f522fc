/** What every shared object of one system is made with. */
import { ThreadSet } from '../thread-set.ts';
import { Footprint } from './footprint.ts';
import { TraceBuffer } from './trace-buffer.ts';

export interface Shared {
  /** The threads that may take their next step. */
  readonly ready: ThreadSet;
  readonly footprint: Footprint;
  readonly trace: TraceBuffer;
  /** Every shared object there is, so that all can be put back to how they were made. */
  readonly objects: Resettable[];
}

/** For one system, of which nothing has been made yet. */
export function makeShared(): Shared {
  return {
    ready: new ThreadSet(),
    footprint: new Footprint(),
    trace: new TraceBuffer(),
    objects: [],
  };
}

export interface Resettable {
  /** Back to the state in which it was made; whatever one run has left is gone for the next. */
  reset(): void;
}
