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
  /** What the batch with this number is to be told; `undefined` as long as that is not known. */
  readonly of: (number: number) => Lesson | undefined;
  /** All that has been learned so far. */
  readonly total: () => Lesson;
}

export function makeLessons(): Lessons {
  const NOTHING: Lesson = [];
  /** By number of rounds: what had been learned by then. */
  const learned: Lesson[] = [NOTHING];
  let total: Lesson = NOTHING;
  let batches = 0;
  return {
    add(lesson) {
      if (lesson !== undefined) total = addUp(total, lesson);
      batches++;
      if (batches % ROUND === 0) learned.push(total);
    },
    of: (number) => learned[Math.max(0, Math.floor(number / ROUND) - 1)],
    total: () => total,
  };
}

function addUp(one: Lesson, other: Lesson): Lesson {
  return other.map(({ runs, novelty }, arm) => ({
    runs: runs + (one[arm]?.runs ?? 0),
    novelty: novelty + (one[arm]?.novelty ?? 0),
  }));
}
