/** Round-robin: the next ready thread after the one that ran last. The fair end of every run. */
import type { Strategy } from './strategy.ts';
import { lowest } from './strategy.ts';

export function fair(): Strategy {
  return {
    begin() {
      // It remembers nothing and draws nothing.
    },
    pick(choices, current) {
      // Two shifts: a single one by 32 would be a shift by nothing.
      const later = choices & ((-1 << current) << 1);
      return lowest(later === 0 ? choices : later);
    },
  };
}
