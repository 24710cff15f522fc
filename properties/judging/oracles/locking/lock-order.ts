/** The order in which mutexes are taken inside one another: a cycle is a deadlock that waits. */
import { mutexNames } from '../../lockstep/mutexes.ts';

export interface LockOrder {
  readonly reset: () => void;
  /**
   * A mutex is accessed while these are held, itself included if it has just been taken.
   *
   * @returns what is wrong with that, if anything
   */
  readonly note: (mutex: number, held: number) => string | undefined;
}

export function lockOrder(): LockOrder {
  /** For each mutex, the mutexes that were held when it was taken. */
  const takenInside = new Int32Array(mutexNames.length);
  return {
    reset() {
      takenInside.fill(0);
    },
    note(mutex, held) {
      if ((held & (1 << mutex)) === 0) return undefined;
      const outside = held & ~(1 << mutex);
      takenInside[mutex] = (takenInside[mutex] as number) | outside;
      if (outside === 0) return undefined;
      for (let outer = 0; outer < mutexNames.length; outer++) {
        const isInside = ((takenInside[mutex] as number) & (1 << outer)) !== 0;
        if (isInside && ((takenInside[outer] as number) & (1 << mutex)) !== 0)
          return `${mutexNames[mutex]} is taken inside ${mutexNames[outer]}, and the other way round`;
      }
      return undefined;
    },
  };
}
