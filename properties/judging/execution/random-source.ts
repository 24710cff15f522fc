/**
 * The only source of randomness: seedrandom's alea, whose numbers depend on the seed and nothing else.
 * The seed is required: without one, seedrandom would silently take one from the operating system.
 */
import seedrandom from 'seedrandom';

/** A whole number in `[0, bound)`; each call is a new draw. */
export type Draw = (bound: number) => number;

export function makeDraw(seed: string): Draw {
  if (seed === '') throw new Error('a seed is required');
  const generator = seedrandom.alea(seed);
  // The remainder favours small numbers by one in 2^32 / bound, too little for a search to notice.
  return (bound) => (generator.int32() >>> 0) % bound;
}
