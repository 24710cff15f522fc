/** Round-robin: the next ready thread after the one that ran last. The fair end of every run. */
import { NO_THREAD } from '../../../impl/thread-set.ts';
import type { Strategy } from './strategy.ts';

export function fair(): Strategy {
  return {
    begin() {
      // It remembers nothing and draws nothing.
    },
    pick(choices, current) {
      const later = choices.next(current + 1);
      return later === NO_THREAD ? choices.next(0) : later;
    },
  };
}
