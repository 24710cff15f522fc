/** All that is said anywhere of one record of a page. */
import type { Host } from '../../../impl/tracepoints.ts';

export interface PageRecord {
  /** The host that keeps it. */
  readonly host: Host;
  /** What it is called beside the lines of a story. */
  readonly letter: string;
  /** What a story's legend says behind the letter. */
  readonly legend: string;
  /** What the page of a trace writes over its column. */
  readonly title: string;
  /** Where its column stands there among the others, from the left. */
  readonly column: number;
  /** Where a story has it among the others: in the order in which a write travels. */
  readonly place: number;
  /** What its cells are called in a footprint. */
  readonly owner: string;
}
