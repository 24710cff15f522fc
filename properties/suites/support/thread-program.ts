/** Tiny programs of a few straight-line threads, to observe what a strategy does with them. */
import type { ComingStep, Driver } from '../../../impl/system.ts';
import { ThreadSet } from '../../../impl/thread-set.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';

/** The page of a step that touches no page. */
const NO_PAGE = -1;
/** The gate of a step that does not wait. */
const NO_GATE = -1;

/** @param threads - the pages that each thread's steps touch, step by step */
export function threadProgram(threads: readonly (readonly number[])[]): Driver {
  const taken = threads.map(() => 0);
  const comingStep = (thread: number): ComingStep => ({
    label: 'step',
    page: threads[thread]?.[taken[thread] as number] ?? NO_PAGE,
    gate: NO_GATE,
  });
  return {
    threads: threads.map((_, thread) => `thread ${thread}`),
    reset: () => void taken.fill(0),
    choices: () =>
      ThreadSet.of(
        ...threads.flatMap((steps, thread) =>
          (taken[thread] as number) < steps.length ? [thread] : [],
        ),
      ),
    take(thread) {
      taken[thread] = (taken[thread] as number) + 1;
    },
    comingStep,
    gates: [],
    isOpen: () => false,
    isDone: () => true,
    drain: () => undefined,
    waits: () => [],
  };
}

/** Runs the program to its end. @returns the thread of each step, `0` for the first thread and so on */
export function runProgram(driver: Driver, strategy: Strategy, seed: string): string {
  driver.reset();
  strategy.begin(driver, makeDraw(seed));
  let schedule = '';
  let current = 0;
  for (let open = driver.choices(); !open.isEmpty(); open = driver.choices()) {
    current = strategy.pick(open, current);
    if (!open.has(current)) throw new Error(`thread ${current} is not ready`);
    driver.take(current);
    schedule += current;
  }
  return schedule;
}

/** Like `runProgram`, and the strategy learns from the run. */
export function runAndLearn(
  driver: Driver,
  strategy: Strategy,
  { seed, novelty = () => 0 }: LearningRun,
): string {
  const schedule = runProgram(driver, strategy, seed);
  strategy.learn?.({
    schedule: Uint8Array.from(schedule, Number),
    decided: schedule.length,
    novelty: novelty(schedule),
  });
  return schedule;
}

export interface LearningRun {
  readonly seed: string;
  /** How much a run with this schedule is the first to show. */
  readonly novelty?: (schedule: string) => number;
}
