/** Whoever waits for a real process has to be able to stop waiting. */

/** It has taken longer than it ever should. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/** @throws TooLong, which names `what`, if the promise has not settled by then */
export async function within<Value>(
  ms: number,
  what: string,
  promise: Promise<Value>,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooLong(`${what}: nothing for ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
