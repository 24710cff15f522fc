/** Tells from a pulse, read from time to time, whether the worker it belongs to hangs. */
import type { CallPlace, Pulse } from './pulse.ts';
import { beatOf, placeOf } from './pulse.ts';
import type { ThreadTime } from './thread-time.ts';

export interface PulseWatch {
  /**
   * To be called regularly while the watched worker is at work.
   *
   * @param isHurried - whether it does no harm to give up a worker that would still have returned
   */
  readonly hangs: (isHurried?: boolean) => boolean;
}

/** A call takes microseconds; one that has taken this many milliseconds will not end. */
const CALL_MAX_MS = 4000;

/** The same limit if `isHurried`: a user is waiting for the outcome. */
const HURRIED_MAX_MS = 700;

/** A sleeping worker may wait for other threads of ours, which have to wait for a processor themselves. */
const ASLEEP_MAX_MS = 9000;

/** Places that may take longer: modules come from a disk, and the judge and the harness have work to do. */
const LONGER: Partial<Readonly<Record<CallPlace, number>>> = {
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
      // A worker at rest may sleep.
      return now.isAsleep && place !== 'at rest' && now.ms - since.ms > ASLEEP_MAX_MS;
    },
  };
}
