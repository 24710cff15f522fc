/**
 * A random walk. Each thread has a speed that is drawn for the run: were all equally fast, whoever
 * has the most steps to take would always be the last, and the guest would have written everything
 * before the first page is sent.
 */
import type { Draw } from '../../judging/execution/random-source.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import { lowest } from '../../judging/execution/strategy.ts';

/** Weights to draw from; a thread with twice the weight takes twice the steps while both are ready. */
const SPEEDS = [1, 2, 4, 8, 16, 32];

export function random(): Strategy {
  const speeds = new Int32Array(32);
  let draw: Draw;
  return {
    begin(driver, chance) {
      draw = chance;
      for (let thread = 0; thread < driver.threads.length; thread++)
        speeds[thread] = SPEEDS[draw(SPEEDS.length)] as number;
    },
    pick(choices) {
      const first = lowest(choices);
      if ((choices & (choices - 1)) === 0) return first;
      let sum = 0;
      for (let rest = choices; rest !== 0; rest &= rest - 1) sum += speeds[lowest(rest)] as number;
      let at = draw(sum);
      for (let rest = choices; rest !== 0; rest &= rest - 1) {
        const thread = lowest(rest);
        at -= speeds[thread] as number;
        if (at < 0) return thread;
      }
      return first;
    },
  };
}
