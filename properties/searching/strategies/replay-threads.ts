/** Repeats the steps of an earlier run of the same scenario, then follows the default policy. */
import { defaultPick } from '../../judging/execution/default-policy.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';

/** @param threads - the threads of that run, step by step */
export function replayThreads(threads: Uint8Array): Strategy {
  let next = 0;
  return {
    begin() {
      next = 0;
    },
    pick(choices, current) {
      const thread = threads[next++];
      const isOpen = thread !== undefined && choices.has(thread);
      return isOpen ? thread : defaultPick(choices, current);
    },
  };
}
