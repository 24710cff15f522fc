/** Tells from a pulse, looked at now and then, whether whoever it belongs to hangs. */
import type { Place, Pulse } from './pulse.ts';
import { beatOf, placeOf } from './pulse.ts';
import type { ThreadTime } from './thread-time.ts';

export interface PulseWatch {
  /**
   * To be called every so often while the one who is watched is at work.
   *
   * @param isHurried - it does no harm to give up somebody who would have come back
   */
  readonly hangs: (isHurried?: boolean) => boolean;
}

/** A call takes microseconds; one that has been at it for so many milliseconds will not end. */
const CALL_MAX_MS = 4000;

/** The same where somebody waits for the end of it, be there one or not. */
const HURRIED_MAX_MS = 700;

/** One that sleeps may wait for other threads of ours, which have to wait for a processor themselves. */
const ASLEEP_MAX_MS = 9000;

/** What may take longer: modules come from a disk, and the judge and the harness have work of their own. */
const LONGER: Partial<Readonly<Record<Place, number>>> = {
  loading: 6000,
  opening: 6000,
  looking: 8000,
  'at rest': 60_000,
};

export function watchPulse(pulse: Pulse, time: ThreadTime): PulseWatch {
  let lastBeat = '';
  let since = time();
  return {
    hangs(isHurried = false) {
      const now = time();
      const beat = beatOf(pulse);
      if (beat !== lastBeat) {
        lastBeat = beat;
        since = now;
      }
      const place = placeOf(pulse);
      const usual = LONGER[place] ?? CALL_MAX_MS;
      const limit = isHurried && place !== 'at rest' ? HURRIED_MAX_MS : usual;
      if (now.ranMs - since.ranMs > limit) return true;
      // Who rests may sleep.
      return now.isAsleep && place !== 'at rest' && now.ms - since.ms > ASLEEP_MAX_MS;
    },
  };
}
