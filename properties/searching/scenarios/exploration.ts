/**
 * The engines that are explored exhaustively: small machines, few writes. Words have two bits, so that a
 * block of two pages takes the word path and a block of one page does not.
 */
import type { BlockSpec, GuestOperation, LogDiscipline, Scenario } from '../../../impl/scenario.ts';
import { plainestBlock, plainestScenario } from '../../../impl/scenario.ts';

/** A group of configurations of the engine, one for each log discipline. */
export interface Exploration {
  readonly group: string;
  readonly claim: string;
  /** Whether the default policy schedules setup, so that interleavings are explored only after it. */
  readonly isAfterSetup: boolean;
  /** All of them by default. */
  readonly logs?: readonly LogDiscipline[];
  /** The fields that differ from `explorationBasis`. */
  readonly scenario: Partial<Scenario> & Pick<Scenario, 'blocks' | 'vcpus'>;
}

const WORD_BITS = 2;

/**
 * The threshold is at least one page, and not smaller than the number of writers: otherwise a vCPU that is
 * starved for ever between trap and store would keep the migration from converging. The link holds more than
 * any exploration sends, so how far the sender is ahead of the receiver makes no difference.
 */
export const explorationBasis: Scenario = {
  ...plainestScenario,
  wordBits: WORD_BITS,
  pageBytes: 8,
  switchoverThreshold: 1,
  stepsMax: 400,
};

/** A block, which takes the word path if its offset and length are multiples of the word's bits. */
export function block(index: number, offset: number, usedPages: number): BlockSpec {
  return {
    ...plainestBlock,
    name: `ram${index}`,
    offset,
    usedPages,
    pagesMax: usedPages,
    chunkPages: WORD_BITS,
  };
}

export function write(inBlock: number, page: number): GuestOperation {
  return { kind: 'write', block: inBlock, page };
}

export const wordPath: readonly BlockSpec[] = [block(0, 0, 2)];
export const pagePath: readonly BlockSpec[] = [block(0, 1, 2)];
export const bothPaths: readonly BlockSpec[] = [block(0, 0, 2), block(1, 2, 1)];
