/**
 * A random walk. Each thread has a speed that is drawn for the run: if all threads were equally fast, the
 * one with the most steps would always finish last, and the guest would have written everything before the
 * first page is sent.
 */
import { NO_THREAD, THREADS_MAX } from '../../../impl/thread-set.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';

/** Weights to draw from; a thread with twice the weight takes twice the steps while both are ready. */
const SPEEDS = [1, 2, 4, 8, 16, 32];

export function random(): Strategy {
  const speeds = new Int32Array(THREADS_MAX);
  let draw: Draw;
  return {
    begin(driver, chance) {
      draw = chance;
      for (let thread = 0; thread < driver.threads.length; thread++)
        speeds[thread] = SPEEDS[draw(SPEEDS.length)] as number;
    },
    pick(choices) {
      const first = choices.next(0);
      if (choices.next(first + 1) === NO_THREAD) return first;
      let sum = 0;
      for (let thread = choices.next(0); thread !== NO_THREAD; thread = choices.next(thread + 1))
        sum += speeds[thread] as number;
      let at = draw(sum);
      for (let thread = choices.next(0); thread !== NO_THREAD; thread = choices.next(thread + 1)) {
        at -= speeds[thread] as number;
        if (at < 0) return thread;
      }
      return first;
    },
  };
}
