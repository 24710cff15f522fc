/** How much of a search is done: what is known, and what can be guessed from it. */
import type { SearchNode } from './search-node.ts';

/**
 * The share of the whole that has been seen, if every branch that is still to be tried is as large as
 * its tried siblings (Knuth, Estimating the Efficiency of Backtrack Programs, 1975). Branches that are
 * not known yet make it too large, so it may fall.
 *
 * @returns 0 to 1
 */
export function shareDone(nodes: readonly SearchNode[]): number {
  let done = 0;
  let weight = 1;
  for (const { backtrack, choices, sleeping, inherited } of nodes) {
    const branches = popcount(backtrack & choices & ~inherited);
    if (branches === 0) continue;
    done += (weight * popcount(sleeping & ~inherited)) / branches;
    weight /= branches;
  }
  return done;
}

function popcount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
