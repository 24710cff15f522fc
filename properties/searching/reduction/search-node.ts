/** One point of the search: a prefix of an execution, and what is to be tried after it. */
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import { ThreadSet } from '../../../impl/thread-set.ts';
import type { Step } from './step.ts';

export interface SearchNode {
  /** Threads that are ready here. */
  readonly choices: ReadonlyThreadSet;
  /** Threads that have to be tried here, those that were tried included. */
  readonly backtrack: ThreadSet;
  /** Threads that need not be tried: every execution in which they go on was seen elsewhere. */
  readonly sleeping: ThreadSet;
  /** Those of them that were seen before the search came here. */
  readonly inherited: ReadonlyThreadSet;
  /** The coming step of each thread that sleeps. */
  readonly sleepers: Step[];
  /** The thread that goes on now. */
  chosen: number;
  /** Steps up to here at which a thread was left that could have gone on. */
  readonly preemptions: number;
}

/** @param choices - to be copied; of them, those in `sleepers` need not be tried */
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

/** The thread that was chosen has been tried in every way. */
export function putToSleep(node: SearchNode, step: Step): void {
  node.sleeping.add(step.thread);
  node.sleepers.push(step);
}

/** Leaves in a set the threads that are still to be tried. */
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

/** A thread goes on here although the one before could have. */
export function isPreemption({ chosen, choices }: SearchNode, before: number): boolean {
  return chosen !== before && choices.has(before);
}
