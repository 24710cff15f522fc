/**
 * Guided by coverage: a schedule whose run showed something new is kept, and later runs begin with
 * a part of a kept schedule, now and then go on with a part of another, and end in a random walk.
 *
 * After Gulcan, Ozkan, Majumdar, Nagendra, "Model-Guided Fuzzing of Distributed Systems", OOPSLA
 * 2025. What counts as new is not for the strategy to know: it is told how much of it there was.
 */
import type { Driver } from '../../impl/system.ts';
import type { Draw } from './random-source.ts';
import { random } from './random.ts';
import type { Strategy } from './strategy.ts';

/** Schedules that are kept; the oldest makes room. */
const CORPUS_MAX = 64;
/** One run in so many ignores what is kept. */
const FRESH_EVERY = 5;

export function guided(): Strategy {
  const walk = random();
  const corpus: Uint8Array[] = [];
  const NONE: Uint8Array = new Uint8Array(0);
  let first = NONE;
  let firstEnd = 0;
  let second = NONE;
  let secondAt = 0;
  let secondEnd = 0;
  let step = 0;

  return {
    begin(driver: Driver, draw: Draw) {
      walk.begin(driver, draw);
      step = 0;
      first = NONE;
      firstEnd = secondAt = secondEnd = 0;
      if (corpus.length === 0 || draw(FRESH_EVERY) === 0) return;
      first = corpus[draw(corpus.length)] as Uint8Array;
      firstEnd = draw(first.length + 1);
      if (draw(2) === 0) return;
      second = corpus[draw(corpus.length)] as Uint8Array;
      secondAt = draw(second.length + 1);
      secondEnd = secondAt + draw(second.length - secondAt + 1);
    },
    pick(choices, current) {
      const planned =
        step < firstEnd
          ? (first[step] as number)
          : secondAt < secondEnd
            ? (second[secondAt++] as number)
            : -1;
      step++;
      if (planned >= 0 && (choices & (1 << planned)) !== 0) return planned;
      return walk.pick(choices, current);
    },
    learn({ schedule, decided, novelty }) {
      if (novelty === 0) return;
      if (corpus.length === CORPUS_MAX) corpus.shift();
      corpus.push(schedule.slice(0, decided));
    },
  };
}
