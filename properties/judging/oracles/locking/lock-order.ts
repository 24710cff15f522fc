/** The order in which mutexes are nested: a cycle is a potential deadlock. */
import { mutexNames } from '../../lockstep/mutexes.ts';

export interface LockOrder {
  readonly reset: () => void;
  /**
   * Notes an access to a mutex under the mutexes in `held`, which include it if it has just been taken.
   *
   * @param mutex - its bit number; negative for one that has no name
   * @returns what is wrong with that, if anything
   */
  readonly note: (mutex: number, held: number) => string | undefined;
}

/** @param names - the names of the mutexes, by bit number */
export function lockOrder(names: readonly string[] = mutexNames): LockOrder {
  /** For each mutex, the mutexes that were held when it was taken. */
  const takenInside = new Int32Array(names.length);
  return {
    reset() {
      takenInside.fill(0);
    },
    note(mutex, held) {
      if (mutex < 0 || (held & (1 << mutex)) === 0) return undefined;
      const outside = held & ~(1 << mutex);
      takenInside[mutex] = (takenInside[mutex] as number) | outside;
      if (outside === 0) return undefined;
      for (let outer = 0; outer < names.length; outer++) {
        const isInside = ((takenInside[mutex] as number) & (1 << outer)) !== 0;
        if (isInside && ((takenInside[outer] as number) & (1 << mutex)) !== 0)
          return `${names[mutex]} is taken inside ${names[outer]}, and ${names[outer]} inside ${names[mutex]}`;
      }
      return undefined;
    },
  };
}
