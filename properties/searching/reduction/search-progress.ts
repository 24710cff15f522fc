/** An estimate of how much of a search is done. */
import { ThreadSet } from '../../../impl/thread-set.ts';
import type { SearchNode } from './search-node.ts';

/**
 * The share of the search that is done, if every branch still to be tried is as large as its tried siblings
 * (Knuth, Estimating the Efficiency of Backtrack Programs, 1975). Branches that are not known yet make the
 * estimate too large, so it may fall later.
 *
 * @returns 0 to 1
 */
export function shareDone(nodes: readonly SearchNode[]): number {
  let done = 0;
  let weight = 1;
  const counted = new ThreadSet();
  for (const { backtrack, choices, sleeping, inherited } of nodes) {
    counted.set(backtrack);
    counted.retainAll(choices);
    counted.deleteAll(inherited);
    const branches = counted.size();
    if (branches === 0) continue;
    counted.set(sleeping);
    counted.deleteAll(inherited);
    done += (weight * counted.size()) / branches;
    weight /= branches;
  }
  return done;
}
