/**
 * Selectively uniform random walk: some of the steps are selected, and each order of the selected steps is
 * equally likely. The thread that takes the next selected step is drawn in proportion to the number that
 * each thread still has to take, as counted in earlier runs; until it has taken that step, no other thread
 * takes a selected one. All other steps are taken as in a random walk.
 *
 * After Zhao, Wolff, Mathur, Roychoudhury, "Selectively Uniform Concurrency Testing", ASPLOS 2025.
 * As in the paper, the selected steps concern one object: here a page, drawn anew for each run.
 */
import type { Steered } from '../../../impl/system.ts';
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import { NO_THREAD, ThreadSet, THREADS_MAX } from '../../../impl/thread-set.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import { random } from './random.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';

/** No thread, or no page. */
const NOBODY = -1;
/** The weight of a thread that is ready although it has taken all of its expected steps. */
const SURPLUS = 0.25;
/** Resolution of a draw among fractional weights. */
const GRAIN = 1 << 30;

export function surw(): Strategy {
  const walk = random();
  const counts = meanCounts();
  const left = new Float64Array(THREADS_MAX);
  let driver: Steered;
  let draw: Draw;
  let page = NOBODY;
  let intended = NOBODY;
  /** The ready threads whose coming step is selected, and the ready threads that may run now. */
  const selected = new ThreadSet();
  const allowed = new ThreadSet();

  const weightOf = (thread: number): number => Math.max(SURPLUS, left[thread] as number);
  const drawIntended = (among: ReadonlyThreadSet): number => {
    let sum = 0;
    for (let thread = among.next(0); thread !== NO_THREAD; thread = among.next(thread + 1))
      sum += weightOf(thread);
    let at = (draw(GRAIN) / GRAIN) * sum;
    for (let thread = among.next(0); thread !== NO_THREAD; thread = among.next(thread + 1)) {
      at -= weightOf(thread);
      if (at < 0) return thread;
    }
    return among.next(0);
  };
  const select = (choices: ReadonlyThreadSet): void => {
    selected.clear();
    if (page === NOBODY) return;
    for (let thread = choices.next(0); thread !== NO_THREAD; thread = choices.next(thread + 1))
      if (driver.comingStep(thread).page === page) selected.add(thread);
  };

  return {
    begin(driven, chance) {
      driver = driven;
      draw = chance;
      walk.begin(driver, draw);
      intended = NOBODY;
      counts.begin();
      page = counts.pages() > 0 ? draw(counts.pages()) : NOBODY;
      for (let thread = 0; thread < driver.threads.length; thread++)
        left[thread] = counts.expected(page, thread);
    },
    pick(choices, current) {
      select(choices);
      allowed.set(choices);
      if (!selected.isEmpty()) {
        if (!choices.has(intended)) intended = drawIntended(choices);
        allowed.deleteAll(selected);
        allowed.add(intended);
      }
      const thread = walk.pick(allowed, current);
      if (selected.has(thread)) {
        left[thread] = (left[thread] as number) - 1;
        intended = NOBODY;
      }
      counts.note(driver.comingStep(thread).page, thread);
      return thread;
    },
    learn: counts.learn,
  };
}

/** The mean number of steps about each page that each thread takes in a run. */
interface MeanCounts {
  readonly begin: () => void;
  readonly note: (page: number, thread: number) => void;
  readonly learn: () => void;
  /** The number of pages seen so far. */
  readonly pages: () => number;
  readonly expected: (page: number, thread: number) => number;
}

function meanCounts(): MeanCounts {
  const means: Float64Array[] = [];
  const now: Int32Array[] = [];
  let runs = 0;
  /** Whether this strategy drove the last run; the steps of other strategies' runs are not counted. */
  let isCounted = false;

  return {
    begin() {
      isCounted = true;
      for (const row of now) row.fill(0);
    },
    note(page, thread) {
      if (page < 0) return;
      while (now.length <= page) now.push(new Int32Array(THREADS_MAX));
      const row = now[page] as Int32Array;
      row[thread] = (row[thread] as number) + 1;
    },
    learn() {
      if (!isCounted) return;
      isCounted = false;
      now.forEach((row, page) => {
        const mean = (means[page] ??= new Float64Array(THREADS_MAX));
        for (let thread = 0; thread < THREADS_MAX; thread++)
          mean[thread] = ((mean[thread] as number) * runs + (row[thread] as number)) / (runs + 1);
      });
      runs++;
    },
    pages: () => means.length,
    expected: (page, thread) => means[page]?.[thread] ?? 0,
  };
}
