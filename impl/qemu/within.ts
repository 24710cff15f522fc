/** Timeouts for waits on real processes. */
import type { Clock } from './fair-clock.ts';
import { fairClockOf } from './fair-clock.ts';

/** A wait has timed out. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/** The least number of milliseconds between two checks of the clock. */
const LOOK_AGAIN_MS = 10;

/**
 * @param clock - started when the wait begins; by default it counts the time in which this process could run
 * @throws TooLong, which names `what`, if the promise has not settled after `ms` on that clock
 */
export async function within<Value>(
  ms: number,
  what: string,
  promise: Promise<Value>,
  clock: Clock = fairClockOf(() => []),
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const look = (): void => {
      const leftMs = ms - clock();
      if (leftMs <= 0) reject(new TooLong(`${what}: no answer for ${ms / 1000} s`));
      else timer = setTimeout(look, Math.max(leftMs, LOOK_AGAIN_MS));
    };
    timer = setTimeout(look, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
