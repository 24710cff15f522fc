/** A signal for work that has a time limit and may be interrupted. */

/** The longest time that a timer can have, in milliseconds. */
const TIMER_MAX = 2 ** 31 - 1;

/**
 * Holds on to its timer, as `AbortSignal.any` with `AbortSignal.timeout` does not: once collected, that
 * one never fires.
 *
 * @param ms - no limit if it is `undefined` or longer than a timer can be
 * @returns a signal that is aborted after that time, or with the other one
 */
export function abortAfter(ms: number | undefined, interrupt?: AbortSignal): AbortSignal {
  const over = new AbortController();
  if (ms !== undefined && ms <= TIMER_MAX) setTimeout(() => over.abort(), ms).unref();
  if (interrupt?.aborted === true) over.abort();
  interrupt?.addEventListener('abort', () => over.abort(), { once: true });
  return over.signal;
}
