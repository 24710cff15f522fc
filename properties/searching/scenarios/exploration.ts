/**
 * How large the engine is of which every interleaving is run: small machines, few writes. Words have
 * two bits, so that a block of two pages takes the word path and a block of one page does not.
 */
import type { BlockSpec, GuestOperation, LogDiscipline, Scenario } from '../../../impl/scenario.ts';
import { plainestBlock, plainestScenario } from '../../../impl/scenario.ts';

/** A group of configurations of the engine, one for each log discipline. */
export interface Exploration {
  readonly group: string;
  readonly claim: string;
  /** Setup is run as the default policy would; the interleavings begin where it ends. */
  readonly isAfterSetup: boolean;
  /** All of them, if it does not say. */
  readonly logs?: readonly LogDiscipline[];
  /** What is other than in `explorationBasis`. */
  readonly scenario: Partial<Scenario> & Pick<Scenario, 'blocks' | 'vcpus'>;
}

const WORD_BITS = 2;

/**
 * A threshold of at least one page, and no more writers than that: a vCPU that is starved between
 * trap and store for ever would otherwise keep the migration from converging for ever. The link holds
 * more than any of them sends: who is ahead by how much then bears on nobody.
 */
export const explorationBasis: Scenario = {
  ...plainestScenario,
  wordBits: WORD_BITS,
  pageBytes: 8,
  switchoverThreshold: 1,
  stepsMax: 400,
};

/** On the word path if offset and length are multiples of the word's bits. */
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
