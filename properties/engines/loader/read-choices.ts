/** Reads which threads an external engine says are ready, as one number or as two words. */
import type { ReadonlyThreadSet, ThreadWords } from '../../../impl/thread-set.ts';
import { ThreadSet } from '../../../impl/thread-set.ts';

/** Threads that fit into a number, one bit each: one more bit would make it negative. */
const THREADS_IN_NUMBER = 31;

/**
 * @param threads - how many there are
 * @returns a function that reads an answer into a set, always the same object, and throws if the answer
 *   is not a set of these threads
 */
export function choicesReader(threads: number): (choices: unknown) => ReadonlyThreadSet {
  const ready = new ThreadSet();
  const all = ThreadSet.of(...Array.from({ length: threads }, (_, thread) => thread));
  return (choices) => {
    if (typeof choices === 'number') {
      if (threads > THREADS_IN_NUMBER)
        throw new Error(
          `its choices() is a number, which can hold only ${THREADS_IN_NUMBER} of its ${threads} threads`,
        );
      ready.low = choices | 0;
      if (ready.low !== choices)
        throw new Error(`its choices() is ${choices}, which is not a set of threads`);
    } else {
      if (!isWords(choices)) throw new Error('its choices() is neither a number nor two words');
      ready.low = choices.low | 0;
      ready.high = choices.high | 0;
    }
    if ((ready.low & ~all.low) !== 0 || (ready.high & ~all.high) !== 0)
      throw new Error(`its choices() is ${ready.toString()}, but it has only ${threads} threads`);
    return ready;
  };
}

function isWords(choices: unknown): choices is ThreadWords {
  const { low, high } = (choices ?? {}) as Partial<ThreadWords>;
  return typeof low === 'number' && typeof high === 'number';
}
