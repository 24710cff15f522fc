/** The only caller of `fc.assert`, so that no property is checked without an explicit seed. */
import fc from 'fast-check';

export interface CheckPropertyOptions {
  readonly seed: number;
  readonly runs: number;
}

/** @throws Error with fast-check's report if the property does not hold */
export function checkProperty<Values>(
  property: fc.IRawProperty<Values>,
  { seed, runs }: CheckPropertyOptions,
): void | Promise<void> {
  return fc.assert(property, { seed, numRuns: runs });
}
