/** What a property is to the judge: something that listens, looks, and may object. */
import type { TracepointName } from '../../../impl/tracepoints.ts';

/** Called for one tracepoint with its three arguments. */
export type EventHandler = (first: number, second: number, third: number) => void;

export interface Oracle {
  /** Before the first step of each run. */
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
