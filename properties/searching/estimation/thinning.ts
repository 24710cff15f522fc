/**
 * Draws some of many weighted things so that the expected weight of each stays what it was: what scores more
 * than a threshold is kept as it is, and the others share the places that are left, by one systematic draw
 * (Fearnhead and Clifford, On-Line Inference for Hidden Markov Models via Particle Filters, J. R. Stat. Soc. B
 * 65, 2003).
 */

/** @returns a number at least 0 and less than 1 */
export type Chance = () => number;

/**
 * @param scores - how important each thing is, in positive numbers
 * @param room - how many things to keep; fewer than there are
 * @returns for each thing, by how much its weight grows, or 0 if it is dropped
 */
export function thin(scores: Float64Array, room: number, chance: Chance): Float64Array {
  const threshold = thresholdFor(scores, room);
  const growth = new Float64Array(scores.length);
  let next = chance() * threshold;
  let sum = 0;
  scores.forEach((score, at) => {
    if (score >= threshold) {
      growth[at] = 1;
      return;
    }
    sum += score;
    if (sum <= next) return;
    next += threshold;
    growth[at] = threshold / score;
  });
  return growth;
}

/** The threshold at which `room` things are kept: those above it, and one for each threshold of the rest. */
function thresholdFor(scores: Float64Array, room: number): number {
  const ascending = scores.toSorted();
  let rest = ascending.reduce((sum, score) => sum + score, 0);
  for (let kept = 0; kept < room - 1; kept++) {
    const threshold = rest / (room - kept);
    const largest = ascending[ascending.length - 1 - kept] as number;
    if (largest < threshold) return threshold;
    rest -= largest;
  }
  return rest;
}
