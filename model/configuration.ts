/**
 * How large the machine is that the model describes. Exploration needs every bound; a run in
 * lockstep with an engine bounds nothing but the layout, since the engine's scenario bounds it.
 */
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

/** The configurations that are explored exhaustively, by name. */
export const configurations: readonly Configuration[] = [
  {
    name: 'two-pages',
    claim: 'everything at once on two pages, with two records on the link',
    blocks: [{ pages: 2, pagesPerHostPage: 1 }],
    writesMax: UNLIMITED,
    backgroundSyncsMax: UNLIMITED,
    records: { main: 2 },
    splitReads: true,
    deviceWriter: true,
    cuts: true,
    resends: true,
    postcopy: false,
    faultsMax: 0,
  },
  {
    name: 'one-record',
    claim: 'two pages with one record on the link, and nothing that goes wrong outside',
    blocks: [{ pages: 2, pagesPerHostPage: 1 }],
    writesMax: UNLIMITED,
    backgroundSyncsMax: UNLIMITED,
    records: { main: 1 },
    splitReads: false,
    deviceWriter: false,
    cuts: false,
    resends: true,
    postcopy: false,
    faultsMax: 0,
  },
  {
    name: 'three-pages',
    claim: 'three pages in two blocks, any number of writes and background syncs',
    blocks: [
      { pages: 2, pagesPerHostPage: 1 },
      { pages: 1, pagesPerHostPage: 1 },
    ],
    writesMax: UNLIMITED,
    backgroundSyncsMax: UNLIMITED,
    records: {},
    splitReads: true,
    deviceWriter: true,
    cuts: true,
    resends: true,
    postcopy: false,
    faultsMax: 0,
  },
  {
    name: 'host-pages',
    claim: 'two blocks of two host pages of two target pages, two writes, one background sync',
    blocks: [
      { pages: 4, pagesPerHostPage: 2 },
      { pages: 4, pagesPerHostPage: 2 },
    ],
    writesMax: 2,
    backgroundSyncsMax: 1,
    records: {},
    splitReads: false,
    deviceWriter: false,
    cuts: false,
    resends: false,
    postcopy: false,
    faultsMax: 0,
  },
  {
    name: 'take-over',
    claim: 'switch-over and postcopy of a single host page, with one record on the link',
    blocks: [{ pages: 2, pagesPerHostPage: 2 }],
    writesMax: 1,
    backgroundSyncsMax: 0,
    records: { main: 1 },
    splitReads: false,
    deviceWriter: false,
    cuts: true,
    resends: true,
    postcopy: true,
    faultsMax: 1,
  },
  {
    name: 'postcopy',
    claim: 'switch-over and postcopy: two host pages of two target pages, two writes, two faults',
    blocks: [{ pages: 4, pagesPerHostPage: 2 }],
    writesMax: 2,
    backgroundSyncsMax: 1,
    records: { main: 2 },
    splitReads: false,
    deviceWriter: false,
    cuts: true,
    resends: true,
    postcopy: true,
    faultsMax: 2,
  },
  {
    name: 'preempt-one',
    claim: 'both links after the switch-over: one host page of two target pages, and one of one',
    blocks: [{ pages: 3, pagesPerHostPage: 2 }],
    writesMax: 0,
    backgroundSyncsMax: 0,
    records: { main: 1, preempt: 1 },
    splitReads: false,
    deviceWriter: false,
    cuts: true,
    resends: false,
    postcopy: true,
    faultsMax: 2,
  },
  {
    name: 'preempt',
    claim: 'both links: two host pages of two target pages, one write, two faults',
    blocks: [{ pages: 4, pagesPerHostPage: 2 }],
    writesMax: 1,
    backgroundSyncsMax: 0,
    records: { main: 2, preempt: 2 },
    splitReads: false,
    deviceWriter: false,
    cuts: true,
    resends: true,
    postcopy: true,
    faultsMax: 2,
  },
  {
    name: 'discarded',
    claim: 'a discarded host page of two target pages beside a page that is not',
    blocks: [{ pages: 3, pagesPerHostPage: 2, discardedHostPages: [0] }],
    writesMax: 1,
    backgroundSyncsMax: 0,
    records: { main: 1 },
    splitReads: false,
    deviceWriter: true,
    cuts: false,
    resends: true,
    postcopy: true,
    faultsMax: 1,
  },
];
