/**
 * What batches have taught a mix, passed on in rounds: whoever runs a batch is told what had been
 * learned by the end of the last round but one. So it is known long before the batch is handed out,
 * and is the same whoever ran what in which order.
 */
import type { Lesson } from '../strategies/mix.ts';

/** Batches in a round. */
const ROUND = 16;

export interface Lessons {
  /** To be called for every batch, in the order of their numbers. */
  readonly add: (lesson: Lesson | undefined) => void;
  /**
   * What the batch with this number is to be told; `undefined` as long as that is not known.
   *
   * @param number - of a batch that has not been added yet
   */
  readonly of: (number: number) => Lesson | undefined;
  /** All that has been learned so far. */
  readonly total: () => Lesson;
}

export function makeLessons(): Lessons {
  let total: Lesson = [];
  /** What had been learned by the end of the last round, and of the one before it. */
  let last: Lesson = total;
  let lastButOne: Lesson = total;
  let batches = 0;
  return {
    add(lesson) {
      if (lesson !== undefined) total = addUp(total, lesson);
      batches++;
      if (batches % ROUND !== 0) return;
      lastButOne = last;
      last = total;
    },
    of(number) {
      const roundsAhead = Math.floor(number / ROUND) - Math.floor(batches / ROUND);
      if (roundsAhead > 1) return undefined;
      return roundsAhead > 0 ? last : lastButOne;
    },
    total: () => total,
  };
}

function addUp(one: Lesson, other: Lesson): Lesson {
  return other.map(({ runs, novelty }, arm) => ({
    runs: runs + (one[arm]?.runs ?? 0),
    novelty: novelty + (one[arm]?.novelty ?? 0),
  }));
}
