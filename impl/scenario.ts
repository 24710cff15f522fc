/**
 * A scenario: everything about a run that is not a choice of the scheduler. It is plain data, so
 * that it can be drawn, shrunk, stored in a trace file and handed to any system.
 */
import type { BlockFields, MechanismName, ScenarioFields, TickOf } from './mechanisms.ts';
import { plainestBlockFields, plainestFields } from './mechanisms.ts';

export type { LogDiscipline } from './engine/mechanisms/core/vocabulary.ts';
export type { PreemptDesign } from './engine/mechanisms/preempt/vocabulary.ts';
export type { GuestOperation, PageAddress } from './guest-operation.ts';

export interface Scenario extends ScenarioFields {
  readonly blocks: readonly BlockSpec[];
  /** Things that happen from outside, each armed at a point of the migration's progress. */
  readonly ticks: readonly TickSpec[];
}

export interface BlockSpec extends BlockFields {
  readonly name: string;
  /** Position in ram address space, in target pages. */
  readonly offset: number;
  /** Length now, in target pages; `pagesMax` is what the block may grow to. */
  readonly usedPages: number;
  readonly pagesMax: number;
  /** Size of the host page behind it, where a target page counts 4096: 2048, 4096, 8192, ... */
  readonly hostPageSize: number;
  /** Target pages per chunk of the clear bitmap: a power of two and a multiple of `wordBits`. */
  readonly chunkPages: number;
  /** Pages that start as zeros; the others start with a version of their own. */
  readonly zeroPages: readonly number[];
}

export interface TickSpec {
  readonly kind: TickKind;
  /** Armed once the migration has made this many steps of progress (syncs, pages, status changes). */
  readonly after: number;
  /** Of what is on the link, which byte and which of its bits a `corrupt` tick changes. */
  readonly salt?: number | undefined;
}

export type TickKind = TickOf<MechanismName>;

/** Bytes that one target page counts on the wire, whatever its content size. */
export const TARGET_PAGE_SIZE = 4096;

/**
 * A scenario in which nobody asks for anything. A field that is added has its plainest value here, and a
 * scenario that leaves it at that is the scenario that it was before. Where there is no such value
 * (`name`, say), it is one that says nothing.
 */
export const plainestScenario: Scenario = { ...plainestFields, blocks: [], ticks: [] };

/** The same of a block. */
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
