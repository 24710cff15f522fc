/**
 * What a property is to the judge: something that listens, looks, and may object. It is made once and
 * judges one scenario after the other: nothing of it may be a closure over one scenario.
 */
import type { Scenario } from '../../../impl/scenario.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';

/** Called for one tracepoint with its three arguments. */
export type EventHandler = (first: number, second: number, third: number) => void;

export interface Oracle {
  /**
   * Whether there is anything in it for the scenario that the court points at; if not, nothing else here is
   * called until the next one. Left out, there always is.
   */
  readonly appliesTo?: (scenario: Scenario) => boolean;
  /**
   * The court points at another scenario, or at the first: whatever is worked out from a scenario or a
   * layout is worked out here, and kept for the other handlers. A `reset` follows before the first run.
   */
  readonly retarget?: () => void;
  /** Before the first step of each run: nothing of the run before may be left. */
  readonly reset?: () => void;
  /** After the ledger has taken note of the event. */
  readonly on?: Partial<Readonly<Record<TracepointName, EventHandler>>>;
  /** For each page that the step may have changed, after the step's events. */
  readonly page?: (page: number) => void;
  /**
   * All that `page` looks at (bits of `pageBit`), beside what is the same for all pages: it is not
   * called for a page of which none of these has changed. Left out, it is called for every page.
   */
  readonly watches?: number;
  /** After the step's pages, if the step has announced or written anything. */
  readonly change?: () => void;
  /** After each step. */
  readonly step?: () => void;
  /** When the run is over; `isDrained` if the guest's program was cut short. */
  readonly end?: (isDrained: boolean) => void;
}
