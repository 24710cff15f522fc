/** Reads which threads an engine from elsewhere says are ready, be it one number or two words. */
import type { ReadonlyThreadSet, ThreadWords } from '../../../impl/thread-set.ts';
import { ThreadSet } from '../../../impl/thread-set.ts';

/** Threads that have room in a number, one bit each: another bit would turn it negative. */
const THREADS_IN_NUMBER = 31;

/**
 * @param threads - how many there are
 * @returns what makes a set of an answer, always the same one, and throws if the answer is no set of
 *   these threads
 */
export function choicesReader(threads: number): (choices: unknown) => ReadonlyThreadSet {
  const ready = new ThreadSet();
  const all = ThreadSet.of(...Array.from({ length: threads }, (_, thread) => thread));
  return (choices) => {
    if (typeof choices === 'number') {
      if (threads > THREADS_IN_NUMBER)
        throw new Error(
          `its choices() is a number, which has room for ${THREADS_IN_NUMBER} of its ${threads} threads`,
        );
      ready.low = choices | 0;
      if (ready.low !== choices) throw new Error(`its choices() is ${choices}, which is no set`);
    } else {
      if (!isWords(choices)) throw new Error('its choices() is neither a number nor two words');
      ready.low = choices.low | 0;
      ready.high = choices.high | 0;
    }
    if ((ready.low & ~all.low) !== 0 || (ready.high & ~all.high) !== 0)
      throw new Error(`its choices() is ${ready.toString()}, and it has ${threads} threads`);
    return ready;
  };
}

function isWords(choices: unknown): choices is ThreadWords {
  const { low, high } = (choices ?? {}) as Partial<ThreadWords>;
  return typeof low === 'number' && typeof high === 'number';
}
