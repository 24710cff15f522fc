/** What a mechanism says of a stored scenario: its fields, its ticks, and what cannot be. */
import type { z } from 'zod';

/**
 * @typeParam Fields - of a scenario
 * @typeParam Block - a block of it
 * @typeParam Scenario - what its complaints look at
 * @typeParam Tick - its kinds of tick
 */
export interface StoredMechanism<Fields, Block, Scenario, Tick extends string = never> {
  /**
   * The schema of each of its fields. One that was added after files had been written has its plainest
   * value as a default, so that these are read as what they were.
   */
  readonly fields: Schemas<Fields>;
  readonly blockFields: Schemas<Block>;
  /** Kinds of tick that it knows. */
  readonly ticks: readonly Tick[];
  /** What is wrong with a scenario whose fields are all right by themselves: a clause each. */
  readonly complaints: (scenario: Scenario) => readonly string[];
}

export type Schemas<Fields> = { readonly [Name in keyof Fields]: z.ZodType<Fields[Name]> };
