/**
 * Selectively uniform random walk: some of the steps are selected, and among the orders in which
 * those can happen each is equally likely. The thread that takes the next selected step is drawn by
 * how many of them each still has to take, as counted in earlier runs; until it has taken its own,
 * no other thread takes one. All other steps are taken as a random walk would.
 *
 * After Zhao, Wolff, Mathur, Roychoudhury, "Selectively Uniform Concurrency Testing", ASPLOS 2025.
 * Selected are, as there, the steps that concern one object: a page, drawn anew for each run.
 */
import type { Steered } from '../../../impl/system.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import { random } from './random.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import { lowest, THREADS_MAX } from '../../judging/execution/strategy.ts';

/** Nobody is meant to take the next selected step. */
const NOBODY = -1;
/** What a thread weighs that has taken all the steps it was expected to, and is ready all the same. */
const SURPLUS = 0.25;
/** Fineness of a draw among weights that are not whole. */
const GRAIN = 1 << 30;

export function surw(): Strategy {
  const walk = random();
  const counts = meanCounts();
  const left = new Float64Array(THREADS_MAX);
  let driver: Steered;
  let draw: Draw;
  let page = NOBODY;
  let intended = NOBODY;

  const weightOf = (thread: number): number => Math.max(SURPLUS, left[thread] as number);
  const drawIntended = (among: number): number => {
    let sum = 0;
    for (let rest = among; rest !== 0; rest &= rest - 1) sum += weightOf(lowest(rest));
    let at = (draw(GRAIN) / GRAIN) * sum;
    for (let rest = among; rest !== 0; rest &= rest - 1) {
      at -= weightOf(lowest(rest));
      if (at < 0) return lowest(rest);
    }
    return lowest(among);
  };
  const selectedOf = (choices: number): number => {
    let selected = 0;
    for (let rest = choices; rest !== 0; rest &= rest - 1) {
      const thread = lowest(rest);
      if (driver.comingStep(thread).page === page) selected |= 1 << thread;
    }
    return selected;
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
      const selected = page === NOBODY ? 0 : selectedOf(choices);
      const isIntendedReady = intended !== NOBODY && (choices & (1 << intended)) !== 0;
      if (selected !== 0 && !isIntendedReady) intended = drawIntended(choices);
      const allowed = selected === 0 ? choices : choices & (~selected | (1 << intended));
      const thread = walk.pick(allowed, current);
      if ((selected & (1 << thread)) !== 0) {
        left[thread] = (left[thread] as number) - 1;
        intended = NOBODY;
      }
      counts.note(driver.comingStep(thread).page, thread);
      return thread;
    },
    learn: counts.learn,
  };
}

/** How many steps about each page each thread takes in a run, in the mean of the runs so far. */
interface MeanCounts {
  readonly begin: () => void;
  readonly note: (page: number, thread: number) => void;
  readonly learn: () => void;
  /** Pages that have been seen. */
  readonly pages: () => number;
  readonly expected: (page: number, thread: number) => number;
}

function meanCounts(): MeanCounts {
  const means: Float64Array[] = [];
  const now: Int32Array[] = [];
  let runs = 0;
  /** A run of somebody else teaches nothing: its steps have not been counted. */
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
