/**
 * Partial order sampling: each coming step has a random priority, and the step with the highest is taken;
 * the priorities of the steps that race with it are drawn afresh. Steps that do not race keep theirs, so
 * that their order, which makes no difference, is not sampled over and over.
 *
 * After Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling", CAV 2018.
 */
import type { ComingStep, Steered } from '../../../impl/system.ts';
import { NO_THREAD, THREADS_MAX } from '../../../impl/thread-set.ts';
import { highest } from './pct.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';

const PRIORITIES = 0x7fffffff;

export function pos(): Strategy {
  const priorities = new Int32Array(THREADS_MAX);
  let driver: Steered;
  let draw: Draw;

  return {
    begin(driven, chance) {
      driver = driven;
      draw = chance;
      for (let thread = 0; thread < driver.threads.length; thread++)
        priorities[thread] = draw(PRIORITIES);
    },
    pick(choices) {
      const best = highest(priorities, choices);
      const taken = driver.comingStep(best);
      for (let thread = choices.next(0); thread !== NO_THREAD; thread = choices.next(thread + 1))
        if (thread === best || mayRace(taken, driver.comingStep(thread)))
          priorities[thread] = draw(PRIORITIES);
      return best;
    },
  };
}

/**
 * Whether two steps may touch the same data. A step that names no page (a sync, a search, a switch-over) may
 * touch any page.
 */
function mayRace(one: ComingStep, other: ComingStep): boolean {
  return one.page === other.page || one.page < 0 !== other.page < 0;
}
