/**
 * What batches have taught a mix, passed on in rounds: each batch is told what had been learned by the
 * end of the round before last. That lesson is known long before the batch is handed out, and it does
 * not depend on which worker ran which batch in which order.
 */
import type { Lesson } from '../../searching/strategies/mix.ts';

/** Batches in a round. */
const ROUND = 16;

export interface Lessons {
  /** Call this for every batch, in the order of their numbers. */
  readonly add: (lesson: Lesson | undefined) => void;
  /**
   * The lesson for the batch with this number; `undefined` until it is known.
   *
   * @param number - the number of a batch that has not been added yet
   */
  readonly of: (number: number) => Lesson | undefined;
  /** All that has been learned so far. */
  readonly total: () => Lesson;
  readonly state: () => LessonsState;
}

/** What has been learned so far, by the end of the last round, and by the end of the one before it. */
export interface LessonsState {
  readonly total: Lesson;
  readonly last: Lesson;
  readonly lastButOne: Lesson;
}

const NOTHING: LessonsState = { total: [], last: [], lastButOne: [] };

/**
 * @param batches - the number of batches added before
 * @param from - what those batches had taught
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
