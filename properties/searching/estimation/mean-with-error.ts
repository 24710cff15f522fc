/** The weighted mean of unbiased estimates, and its error as far as their scatter shows. */

interface MeanWithError {
  readonly mean: number;
  /** Half the width of the interval of 95 % confidence, as a part of the mean. */
  readonly error: number;
}

/** By degrees of freedom from 1 on: 97.5 % of Student's distribution are below this. */
const QUANTILES = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23] as const;
const NORMAL = 1.96;

/**
 * @param weights - of the values, the more exact ones having more; they must not depend on the values
 * @returns `undefined` if the values weigh less than two equal ones, so that their scatter says nothing
 */
export function meanWithError(
  values: readonly number[],
  weights: readonly number[],
): MeanWithError | undefined {
  const weight = (at: number): number => weights[at] as number;
  const whole = values.reduce((sum, _, at) => sum + weight(at), 0);
  const squares = values.reduce((sum, _, at) => sum + weight(at) ** 2, 0);
  /** As many equal weights would leave as much scatter (Kish, Survey Sampling, 1965). */
  const effective = whole ** 2 / squares;
  if (!(effective >= 2)) return undefined;
  const mean = values.reduce((sum, value, at) => sum + weight(at) * value, 0) / whole;
  if (mean === 0) return undefined;
  const scatter = values.reduce((sum, value, at) => sum + (weight(at) * (value - mean)) ** 2, 0);
  const deviation = Math.sqrt((scatter / whole ** 2) * (effective / (effective - 1)));
  return { mean, error: (quantile(effective - 1) * deviation) / mean };
}

/** Between two whole degrees of freedom, the larger quantile. */
function quantile(freedom: number): number {
  return QUANTILES[Math.floor(freedom) - 1] ?? NORMAL + 2.8 / freedom;
}
