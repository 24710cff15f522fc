/** Tells from a pulse, looked at now and then, whether whoever it belongs to hangs. */
import type { Place, Pulse } from './pulse.ts';
import { beatOf, placeOf } from './pulse.ts';
import type { ThreadTime } from './thread-time.ts';

export interface PulseWatch {
  /** To be called every so often while the one who is watched is at work. */
  readonly hangs: () => boolean;
}

/** A call takes microseconds; one that has been at it for so many milliseconds will not end. */
const CALL_MAX_MS = 4000;

/** What may take longer: modules come from a disk, and the judge and the harness have work of their own. */
const LONGER: Partial<Readonly<Record<Place, number>>> = {
  loading: 8000,
  opening: 8000,
  looking: 8000,
  'at rest': 60_000,
};

export function watchPulse(pulse: Pulse, time: ThreadTime): PulseWatch {
  let lastBeat = '';
  let since = time();
  return {
    hangs() {
      const now = time();
      const beat = beatOf(pulse);
      if (beat !== lastBeat) {
        lastBeat = beat;
        since = now;
      }
      const place = placeOf(pulse);
      const limit = LONGER[place] ?? CALL_MAX_MS;
      // How long it waits for a processor is known only when it has got one; and who rests may sleep.
      const isAsleep = now.isAsleep && place !== 'at rest';
      const isAtWork = isAsleep || now.ranMs - since.ranMs > limit / 2;
      return isAtWork && now.ms - since.ms > limit;
    },
  };
}
