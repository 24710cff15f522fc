/** What a mechanism contributes to a stored scenario: its fields, its ticks, and checks. */
import type { z } from 'zod';

/**
 * @typeParam Fields - its fields in a scenario
 * @typeParam Block - its fields in a block
 * @typeParam Scenario - the part of a scenario that its complaints read
 * @typeParam Tick - its kinds of tick
 * @typeParam Moment - the moments that it gives ticks to count from
 */
export interface StoredMechanism<
  Fields,
  Block,
  Scenario,
  Tick extends string = never,
  Moment extends string = never,
> {
  /**
   * The schema of each of its fields. A field that was added after files had been written defaults to its
   * plainest value, so that older files keep their meaning.
   */
  readonly fields: Schemas<Fields>;
  readonly blockFields: Schemas<Block>;
  /** Its kinds of tick. */
  readonly ticks: readonly Tick[];
  /** The tracepoints from which a tick may count. */
  readonly moments: readonly Moment[];
  /** What is wrong with a scenario whose fields are each valid on their own: one clause per problem. */
  readonly complaints: (scenario: Scenario) => readonly string[];
}

export type Schemas<Fields> = { readonly [Name in keyof Fields]-?: z.ZodType<Fields[Name]> };
