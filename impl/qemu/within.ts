/** Whoever waits for a real process has to be able to stop waiting. */
import type { Clock } from './fair-clock.ts';
import { fairClockOf } from './fair-clock.ts';

/** It has taken longer than it ever should. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/** Milliseconds: no wait is looked at more often. */
const LOOK_AGAIN_MS = 10;

/**
 * @param clock - started when the wait begins; by default the time that this process has had
 * @throws TooLong, which names `what`, if the promise has not settled by then
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
      if (leftMs <= 0) reject(new TooLong(`${what}: nothing for ${ms / 1000} s`));
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
