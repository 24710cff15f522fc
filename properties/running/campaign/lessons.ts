/**
 * What batches have taught a mix, passed on in rounds: whoever runs a batch is told what had been
 * learned by the end of the last round but one. So it is known long before the batch is handed out,
 * and is the same whoever ran what in which order.
 */
import type { Lesson } from '../../searching/strategies/mix.ts';

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
  readonly state: () => LessonsState;
}

/** What has been learned: so far, by the end of the last round, and by the end of the one before. */
export interface LessonsState {
  readonly total: Lesson;
  readonly last: Lesson;
  readonly lastButOne: Lesson;
}

const NOTHING: LessonsState = { total: [], last: [], lastButOne: [] };

/**
 * @param batches - that have been added before
 * @param from - what they had taught
 */
export function makeLessons(batches = 0, from: LessonsState = NOTHING): Lessons {
  let { total, last, lastButOne } = from;
  let added = batches;
  return {
    add(lesson) {
      if (lesson !== undefined) total = addUp(total, lesson);
      added++;
      if (added % ROUND !== 0) return;
      lastButOne = last;
      last = total;
    },
    of(number) {
      const roundsAhead = Math.floor(number / ROUND) - Math.floor(added / ROUND);
      if (roundsAhead > 1) return undefined;
      return roundsAhead > 0 ? last : lastButOne;
    },
    total: () => total,
    state: () => ({ total, last, lastButOne }),
  };
}

function addUp(one: Lesson, other: Lesson): Lesson {
  return other.map(({ runs, novelty }, arm) => ({
    runs: runs + (one[arm]?.runs ?? 0),
    novelty: novelty + (one[arm]?.novelty ?? 0),
  }));
}
