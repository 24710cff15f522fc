/**
 * A property as the judge sees it: an oracle listens, looks, and may object. It is made once and judges one
 * scenario after the other, so none of it may be a closure over one scenario.
 */
import type { Scenario } from '../../../impl/scenario.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';

/** Called for one tracepoint with its three arguments. */
export type EventHandler = (first: number, second: number, third: number) => void;

export interface Oracle {
  /**
   * Whether the oracle applies to the context's current scenario (by default it does). If not, nothing else
   * here is called until the next scenario.
   */
  readonly appliesTo?: (scenario: Scenario) => boolean;
  /**
   * Called when the context points at another scenario, or at the first: anything derived from a scenario or a
   * layout is derived here, and kept for the other handlers. A `reset` follows before the first run.
   */
  readonly retarget?: () => void;
  /** Called before the first step of each run; must forget everything about the previous run. */
  readonly reset?: () => void;
  /** Called for each event, after the ledger has noted it. */
  readonly on?: Partial<Readonly<Record<TracepointName, EventHandler>>>;
  /** Called for each page that the step may have changed, after the step's events. */
  readonly page?: (page: number) => void;
  /**
   * All the bits of `pageBit` that `page` looks at: it is called only for pages with a change in one of
   * them, or when something that concerns all pages has changed; by default, for every touched page.
   */
  readonly watches?: number;
  /** Called after the step's pages, if the step has announced or written anything. */
  readonly change?: () => void;
  /** Called after each step. */
  readonly step?: () => void;
  /** Called when the run is over; `isDrained` if the guest's program was cut short. */
  readonly end?: (isDrained: boolean) => void;
}
