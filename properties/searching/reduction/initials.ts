/** The threads that can begin an execution in which two racing steps are reversed. */
import { ThreadSet } from '../../../impl/thread-set.ts';
import type { StepIndex } from './gate-history.ts';
import type { HappensBefore } from './happens-before.ts';
import type { Step } from './step.ts';

/** The later of two racing steps: the next step of `thread` after the steps before `until`. */
export interface Rival {
  readonly thread: number;
  readonly until: StepIndex;
}

/**
 * The threads that can begin an execution in which the rival comes before `race`. In place of `race`,
 * such an execution runs the later steps that do not happen after `race`, and then the rival. The result is
 * the *initials* of this sequence: the threads whose first step in it depends on no other thread's step.
 *
 * @returns at least one thread
 */
export function initialsOf(order: HappensBefore, race: StepIndex, rival: Rival): ThreadSet {
  const { thread: racing } = order.steps[race] as Step;
  const seen = new ThreadSet();
  const initials = new ThreadSet();
  /** For each thread that was seen, the index of its first step. */
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
  // The next step of a waiting thread is not known, so it is used only if no other thread can begin.
  if (rival.until < order.steps.length) consider(rival.thread, rival.until);
  else if (initials.isEmpty()) initials.add(rival.thread);
  return initials;
}
