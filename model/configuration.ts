/**
 * The size of the machine that the model describes. Exploration needs every bound. A run in lockstep
 * with an engine needs only the layout, because the engine's scenario bounds everything else.
 */
import type { MechanismName } from './action.ts';
import type { RecordsByLink } from './link-names.ts';

export interface Configuration {
  readonly name: string;
  /** What the configuration covers, in one line. */
  readonly claim: string;
  readonly blocks: readonly BlockConfiguration[];
  /** Total number of guest writes, or `UNLIMITED`. */
  readonly writesMax: number;
  /** Total number of background syncs, or `UNLIMITED`. */
  readonly backgroundSyncsMax: number;
  /** Records that fit on each link; if none fit on the main link, each arrives in the step that sends it. */
  readonly records: RecordsByLink;
  /** A page may be read in two halves, with a write between them. */
  readonly splitReads: boolean;
  /** The first read takes the whole page: the page is sent as it was then, and is never torn. */
  readonly readsAhead?: boolean;
  /** There is a device that stores first and logs afterwards. */
  readonly deviceWriter: boolean;
  /** Links may be cut, and the migration started again. */
  readonly cuts: boolean;
  /** After a migration that has completed, the guest may be taken back to the source. */
  readonly comesBack?: boolean;
  /** After the switch-over, links that have dropped may come back. */
  readonly recovers?: boolean;
  /** A page that is not owed may be sent as well. */
  readonly resends: boolean;
  /** The destination may take over before all memory has arrived. */
  readonly postcopy: boolean;
  /** Total number of faults on missing pages on the destination, or `UNLIMITED`. */
  readonly faultsMax: number;
  /** Further mechanisms of the machine. */
  readonly mechanisms?: readonly MechanismName[];
}

interface BlockConfiguration {
  /** Target pages; the last host page may be incomplete. */
  readonly pages: number;
  readonly pagesPerHostPage: number;
  /** Host pages of the block, counted from 0, that the guest has given back: they are not read or written. */
  readonly discardedHostPages?: readonly number[];
}

/** A budget that never runs out; every finite budget is smaller. */
export const UNLIMITED = 0xffff;

export function pageCount(configuration: Configuration): number {
  return configuration.blocks.reduce((sum, block) => sum + block.pages, 0);
}
