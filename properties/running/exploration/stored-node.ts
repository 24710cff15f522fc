/** A node of a search as it is stored in an exploration file, and back. */
import type { StoredNode } from '../../../traces/exploration-file.ts';
import type { SearchNode } from '../../searching/reduction/search-node.ts';

export function storeNode(node: SearchNode): StoredNode {
  const { choices, backtrack, inherited, chosen, preemptions, sleepers } = node;
  return {
    choices,
    backtrack,
    inherited,
    chosen,
    preemptions,
    sleepers: sleepers.map((step) => ({ ...step, accesses: [...step.accesses] })),
  };
}

export function restoreNode({ sleepers, ...rest }: StoredNode): SearchNode {
  return {
    ...rest,
    sleeping: sleepers.reduce((threads, { thread }) => threads | (1 << thread), 0),
    sleepers: sleepers.map((step) => ({ ...step, accesses: Int32Array.from(step.accesses) })),
  };
}
