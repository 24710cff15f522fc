/** A node of the search: a prefix of an execution, and what is to be tried after it. */
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import { ThreadSet } from '../../../impl/thread-set.ts';
import type { Step } from './step.ts';

export interface SearchNode {
  /** Threads that are ready here. */
  readonly choices: ReadonlyThreadSet;
  /** Threads that have to be tried here, including those that were tried. */
  readonly backtrack: ThreadSet;
  /** Threads that need not be tried: every execution in which they run next was seen elsewhere. */
  readonly sleeping: ThreadSet;
  /** The threads that were already sleeping when the search reached this node. */
  readonly inherited: ReadonlyThreadSet;
  /** The coming step of each sleeping thread. */
  readonly sleepers: Step[];
  /** The thread that runs next. */
  chosen: number;
  /** Preemptions up to here: steps at which the search left a thread that was still ready. */
  readonly preemptions: number;
}

/** @param choices - is copied; the threads of `sleepers` among them need not be tried */
export function makeNode(
  choices: ReadonlyThreadSet,
  sleepers: readonly Step[],
  preemptions: number,
): SearchNode {
  const inherited = threadsOf(sleepers);
  return {
    choices: choices.copy(),
    backtrack: new ThreadSet(),
    sleeping: inherited.copy(),
    inherited,
    sleepers: [...sleepers],
    chosen: -1,
    preemptions,
  };
}

/** Marks the step's thread, which was chosen here, as tried in every way. */
export function putToSleep(node: SearchNode, step: Step): void {
  node.sleeping.add(step.thread);
  node.sleepers.push(step);
}

/** Sets `left` to the threads that are still to be tried. */
export function findUntried({ backtrack, sleeping, choices }: SearchNode, left: ThreadSet): void {
  left.set(backtrack);
  left.deleteAll(sleeping);
  left.retainAll(choices);
}

/** The threads that take these steps. */
export function threadsOf(steps: readonly Step[]): ThreadSet {
  const threads = new ThreadSet();
  for (const { thread } of steps) threads.add(thread);
  return threads;
}

/** Whether another thread runs here although the previous one is still ready. */
export function isPreemption({ chosen, choices }: SearchNode, before: number): boolean {
  return chosen !== before && choices.has(before);
}
