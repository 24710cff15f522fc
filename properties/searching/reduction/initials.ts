/** Who could begin an execution in which two racing steps come in the other order. */
import { ThreadSet } from '../../../impl/thread-set.ts';
import type { StepIndex } from './gate-history.ts';
import type { HappensBefore } from './happens-before.ts';
import type { Step } from './step.ts';

/** The later one of two racing steps: the coming one of a thread after the steps before `until`. */
export interface Rival {
  readonly thread: number;
  readonly until: StepIndex;
}

/**
 * Threads whose first step, among the steps from `race` on that do not come after it, waits for none
 * of the others (the *initials* of what is to be run in place of `race`). They begin an execution in
 * which the rival comes before `race`.
 *
 * @returns at least one
 */
export function initialsOf(order: HappensBefore, race: StepIndex, rival: Rival): ThreadSet {
  const { thread: racing } = order.steps[race] as Step;
  const seen = new ThreadSet();
  const initials = new ThreadSet();
  /** Index of the first step of each thread that was seen. */
  const firsts: StepIndex[] = [];
  const consider = (thread: number, step: StepIndex): void => {
    if (seen.has(thread)) return;
    seen.add(thread);
    const clock = order.clockOf(step);
    const isFree = firsts.every((first, other) => first >= (clock[other] as number));
    firsts[thread] = step;
    if (isFree) initials.add(thread);
  };
  for (let step = race + 1; step < rival.until; step++)
    if ((order.clockOf(step)[racing] as number) <= race)
      consider((order.steps[step] as Step).thread, step);
  // What a thread would do that waits is not known; it is asked only if nobody else could begin.
  if (rival.until < order.steps.length) consider(rival.thread, rival.until);
  else if (initials.isEmpty()) initials.add(rival.thread);
  return initials;
}
