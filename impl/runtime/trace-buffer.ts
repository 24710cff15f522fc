/** The tracepoints that the current step has passed, for an observer to read between two steps. */
import { TRACEPOINT_STRIDE } from '../tracepoints.ts';
import type { Tracepoint } from '../tracepoints.ts';

export class TraceBuffer {
  /** Events of the current step, `TRACEPOINT_STRIDE` integers each; valid up to `length`. */
  events: Int32Array = new Int32Array(TRACEPOINT_STRIDE * 64);
  length = 0;

  begin(): void {
    this.length = 0;
  }

  /** Announces that `what` has just happened; the arguments are named in `tracepoints.ts`. */
  emit(what: Tracepoint, first = 0, second = 0, third = 0): void {
    const at = this.length;
    if (at === this.events.length) {
      const grown = new Int32Array(this.events.length * 2);
      grown.set(this.events);
      this.events = grown;
    }
    this.events[at] = what;
    this.events[at + 1] = first;
    this.events[at + 2] = second;
    this.events[at + 3] = third;
    this.length = at + TRACEPOINT_STRIDE;
  }
}
