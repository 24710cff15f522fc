/** Round-robin: picks the next ready thread after the one that ran last. Used for the drain of every run. */
import { NO_THREAD } from '../../../impl/thread-set.ts';
import type { Strategy } from './strategy.ts';

export function fair(): Strategy {
  return {
    begin() {
      // The strategy has no state and draws nothing.
    },
    pick(choices, current) {
      const later = choices.next(current + 1);
      return later === NO_THREAD ? choices.next(0) : later;
    },
  };
}
