/** What the shared objects of one system have in common. */
import { ThreadSet } from '../thread-set.ts';
import { Footprint } from './footprint.ts';
import { TraceBuffer } from './trace-buffer.ts';

export interface Shared {
  /** The threads that can take their next step. */
  readonly ready: ThreadSet;
  readonly footprint: Footprint;
  readonly trace: TraceBuffer;
  /** Every shared object of the system, so that all of them can be reset. */
  readonly objects: Resettable[];
}

/** Called for a new system, before any of its shared objects is made. */
export function makeShared(): Shared {
  return {
    ready: new ThreadSet(),
    footprint: new Footprint(),
    trace: new TraceBuffer(),
    objects: [],
  };
}

export interface Resettable {
  /** Restores the state after construction: nothing of one run is left for the next. */
  reset(): void;
}
