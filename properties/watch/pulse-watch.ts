/** Tells from a pulse, looked at now and then, whether whoever it belongs to hangs. */
import type { Pulse } from './pulse.ts';
import { beatOf } from './pulse.ts';

/** A step takes microseconds; one that takes so long will not end. */
export const HANGS_AFTER_MS = 8000;

export interface PulseWatch {
  /** To be called every so often while the one who is watched is at work. */
  readonly hangs: () => boolean;
}

export function watchPulse(pulse: Pulse): PulseWatch {
  let lastBeat = '';
  let since = performance.now();
  return {
    hangs() {
      const beat = beatOf(pulse);
      const now = performance.now();
      if (beat !== lastBeat) {
        lastBeat = beat;
        since = now;
      }
      return now - since > HANGS_AFTER_MS;
    },
  };
}
