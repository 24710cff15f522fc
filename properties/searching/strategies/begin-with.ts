/** Repeats the steps of an earlier run as far as they can be taken, then walks randomly. */
import { random } from './random.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';

/** @param threads - the threads of that run, step by step */
export function beginWith(threads: Uint8Array): Strategy {
  const walk = random();
  let next = 0;
  return {
    begin(driver, draw) {
      walk.begin(driver, draw);
      next = 0;
    },
    pick(choices, current) {
      const thread = threads[next++];
      const isOpen = thread !== undefined && choices.has(thread);
      return isOpen ? thread : walk.pick(choices, current);
    },
  };
}
