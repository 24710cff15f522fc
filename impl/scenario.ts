/**
 * A scenario: everything about a run that is not a choice of the scheduler. It is plain data, so that it
 * can be generated, shrunk, stored in a trace file and run on any system.
 */
import type { BlockFields, MechanismName, MomentOf, ScenarioFields, TickOf } from './mechanisms.ts';
import { plainestBlockFields, plainestFields } from './mechanisms.ts';

export type { LogDiscipline } from './engine/mechanisms/core/vocabulary.ts';
export type { PreemptDesign } from './engine/mechanisms/preempt/vocabulary.ts';
export type { GuestOperation, PageAddress } from './guest-operation.ts';

export interface Scenario extends ScenarioFields {
  readonly blocks: readonly BlockSpec[];
  /** Events from outside, each armed at a point of the migration's progress. */
  readonly ticks: readonly TickSpec[];
}

export interface BlockSpec extends BlockFields {
  readonly name: string;
  /** Position in RAM address space, in target pages. */
  readonly offset: number;
  /** Current length in target pages; the block may grow to `pagesMax`. */
  readonly usedPages: number;
  readonly pagesMax: number;
  /** Size of its host pages in bytes, where a target page counts as 4096: 2048, 4096, 8192, ... */
  readonly hostPageSize: number;
  /** Target pages per chunk of the clear bitmap: a power of two and a multiple of `wordBits`. */
  readonly chunkPages: number;
  /** Pages that start as zeros; each other page starts with its own version. */
  readonly zeroPages: readonly number[];
}

export interface TickSpec {
  readonly kind: TickKind;
  /**
   * Armed once the migration has made this many steps of progress (syncs, pages, status changes); with
   * `since`, after this many events on either host.
   */
  readonly after: number;
  /** What `after` counts from: the first time that this tracepoint is announced. The beginning, if left out. */
  readonly since?: Moment | undefined;
  /** Selects the byte on the link, and its bit, that a `corrupt` tick flips; the field that `alter` changes. */
  readonly salt?: number | undefined;
}

export type TickKind = TickOf<MechanismName>;
export type Moment = MomentOf<MechanismName>;

/** Bytes that one target page counts as on the wire, whatever its content size. */
export const TARGET_PAGE_SIZE = 4096;

/**
 * The default of every field: no mechanism is switched on. A new field gets the default that leaves older
 * scenarios unchanged. A field without such a default (`name`, say) has an empty value here.
 */
export const plainestScenario: Scenario = { ...plainestFields, blocks: [], ticks: [] };

/** The default of every field of a block. */
export const plainestBlock: BlockSpec = {
  ...plainestBlockFields,
  name: '',
  offset: 0,
  usedPages: 0,
  pagesMax: 0,
  hostPageSize: TARGET_PAGE_SIZE,
  chunkPages: 0,
  zeroPages: [],
};
