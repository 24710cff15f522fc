/** Converts a node of a search to its form in an exploration file, and back. */
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import { ThreadSet } from '../../../impl/thread-set.ts';
import type { StoredNode, StoredThreads } from '../../../traces/exploration-file.ts';
import { THREADS_IN_NUMBER } from '../../../traces/exploration-file.ts';
import type { SearchNode } from '../../searching/reduction/search-node.ts';
import { threadsOf } from '../../searching/reduction/search-node.ts';

export function storeNode(node: SearchNode): StoredNode {
  const { choices, backtrack, inherited, chosen, preemptions, sleepers } = node;
  return {
    choices: storeThreads(choices),
    backtrack: storeThreads(backtrack),
    inherited: storeThreads(inherited),
    chosen,
    preemptions,
    sleepers: sleepers.map((step) => ({ ...step, accesses: [...step.accesses] })),
  };
}

export function restoreNode(stored: StoredNode): SearchNode {
  const { choices, backtrack, inherited, chosen, preemptions, sleepers } = stored;
  const steps = sleepers.map((step) => ({ ...step, accesses: Int32Array.from(step.accesses) }));
  return {
    choices: restoreThreads(choices),
    backtrack: restoreThreads(backtrack),
    sleeping: threadsOf(steps),
    inherited: restoreThreads(inherited),
    sleepers: steps,
    chosen,
    preemptions,
  };
}

function storeThreads(threads: ReadonlyThreadSet): StoredThreads {
  const { low, high } = threads;
  return threads.next(THREADS_IN_NUMBER) < 0 ? low : [low >>> 0, high >>> 0];
}

function restoreThreads(stored: StoredThreads): ThreadSet {
  const [low, high] = typeof stored === 'number' ? [stored, 0] : stored;
  const threads = new ThreadSet();
  threads.set({ low: low | 0, high: high | 0 });
  return threads;
}
