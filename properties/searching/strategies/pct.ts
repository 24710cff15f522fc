/**
 * Probabilistic concurrency testing: each thread has a random priority, and the ready thread with the
 * highest priority runs; at d - 1 random points of the run the thread that ran last falls below all others.
 * A bug that needs d steps in a certain order is hit with a probability of at least 1 / (n k^(d-1)), for n
 * threads and k steps.
 *
 * After Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with Probabilistic
 * Guarantees of Finding Bugs", ASPLOS 2010. The expected length of a run is the mean of earlier runs.
 */
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import { NO_THREAD, THREADS_MAX } from '../../../impl/thread-set.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';

/** Depths to draw from: the story of a lost page has three to five switches. */
const DEPTHS = { min: 2, max: 8 } as const;

/** The expected length of the first run. */
const STEPS_GUESSED = 64;

/** @param depths - the depth of each run is drawn from `min` to `max` */
export function pct(depths: { readonly min: number; readonly max: number } = DEPTHS): Strategy {
  const priorities = new Int32Array(THREADS_MAX);
  const changePoints = new Int32Array(depths.max - 1);
  let changes = 0;
  /** The lowest priority that has been given so far. */
  let lowestYet = 0;
  let step = 0;
  let expected = STEPS_GUESSED;
  let stepsSeen = 0;
  let runsSeen = 0;

  return {
    begin(driver, draw) {
      shuffle(priorities, driver.threads.length, draw);
      lowestYet = 0;
      step = 0;
      changes = depths.min - 1 + draw(depths.max - depths.min + 1);
      for (let index = 0; index < changes; index++) changePoints[index] = 1 + draw(expected);
    },
    pick(choices, current) {
      for (let index = 0; index < changes; index++)
        if (changePoints[index] === step) priorities[current] = --lowestYet;
      step++;
      return highest(priorities, choices);
    },
    learn({ decided }) {
      // The mean, not the maximum: one long run would put most change points beyond the end of all others.
      stepsSeen += decided;
      runsSeen++;
      expected = Math.max(1, Math.round(stepsSeen / runsSeen));
    },
  };
}

/** The thread with the highest priority in a non-empty set; among equals, the lowest thread number. */
export function highest(priorities: Int32Array, choices: ReadonlyThreadSet): number {
  let best = choices.next(0);
  for (let thread = choices.next(best + 1); thread !== NO_THREAD; thread = choices.next(thread + 1))
    if ((priorities[thread] as number) > (priorities[best] as number)) best = thread;
  return best;
}

/** Gives the first `count` threads the priorities 1 to `count` in a random order. */
function shuffle(priorities: Int32Array, count: number, draw: Draw): void {
  for (let thread = 0; thread < count; thread++) {
    const other = draw(thread + 1);
    priorities[thread] = priorities[other] as number;
    priorities[other] = thread + 1;
  }
}
