/**
 * How large the machine is that the model describes. Exploration needs every bound; a run in
 * lockstep with an engine bounds nothing but the layout, since the engine's scenario bounds it.
 */
import type { MechanismName } from './action.ts';
import type { RecordsByLink } from './link-names.ts';

export interface Configuration {
  readonly name: string;
  /** What it is good for, in one line. */
  readonly claim: string;
  readonly blocks: readonly BlockConfiguration[];
  /** Guest writes in all, or `UNLIMITED`. */
  readonly writesMax: number;
  /** Background syncs in all, or `UNLIMITED`. */
  readonly backgroundSyncsMax: number;
  /** Records that fit on each link; with none on the main one, each arrives in the step that sends it. */
  readonly records: RecordsByLink;
  /** A page may be read in two halves, with a write between them. */
  readonly splitReads: boolean;
  /** What is read first is the whole page: it is sent as it was then, and is never torn. */
  readonly readsAhead?: boolean;
  /** A device that stores first and logs afterwards. */
  readonly deviceWriter: boolean;
  /** Links may be cut, and the migration started again. */
  readonly cuts: boolean;
  /** A page that nobody asked for may be sent as well. */
  readonly resends: boolean;
  /** The destination may take over before all memory is there. */
  readonly postcopy: boolean;
  /** How often somebody on the destination may come to wait for a page, or `UNLIMITED`. */
  readonly faultsMax: number;
  /** What it has beside all that. */
  readonly mechanisms?: readonly MechanismName[];
}

export interface BlockConfiguration {
  /** Target pages; the last host page may be a part of one. */
  readonly pages: number;
  readonly pagesPerHostPage: number;
  /** Host pages of the block, from 0, that the guest has given back: nobody reads or writes them. */
  readonly discardedHostPages?: readonly number[];
}

/** A budget that never runs out: what no finite one reaches. */
export const UNLIMITED = 0xffff;

export function pageCount(configuration: Configuration): number {
  return configuration.blocks.reduce((sum, block) => sum + block.pages, 0);
}
