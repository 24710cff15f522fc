/** How one record of a page is named and shown everywhere. */
import type { Host } from '../../../impl/tracepoints.ts';

export interface PageRecord {
  /** The host that keeps the record. */
  readonly host: Host;
  /** The record's name beside the lines of a story. */
  readonly letter: string;
  /** The text after the letter in a story's legend. */
  readonly legend: string;
  /** The heading of the record's column on the page of a trace. */
  readonly title: string;
  /** The column's position there, from the left. */
  readonly column: number;
  /** The record's position in a story, in the order in which a write travels through the records. */
  readonly place: number;
  /** The owner of the record's cells in a footprint. */
  readonly owner: string;
}
