/** One point of the search: a prefix of an execution, and what is to be tried after it. */
import type { Step } from './step.ts';

export interface SearchNode {
  /** Threads that are ready here, one bit each. */
  readonly choices: number;
  /** Threads that have to be tried here, those that were tried included. */
  backtrack: number;
  /** Threads that need not be tried: every execution in which they go on was seen elsewhere. */
  sleeping: number;
  /** Those of them that were seen before the search came here. */
  readonly inherited: number;
  /** The coming step of each thread that sleeps. */
  readonly sleepers: Step[];
  /** The thread that goes on now. */
  chosen: number;
  /** Steps up to here at which a thread was left that could have gone on. */
  readonly preemptions: number;
}

/** @param choices - of which those in `sleepers` need not be tried */
export function makeNode(
  choices: number,
  sleepers: readonly Step[],
  preemptions: number,
): SearchNode {
  const inherited = sleepers.reduce((mask, { thread }) => mask | (1 << thread), 0);
  return {
    choices,
    backtrack: 0,
    sleeping: inherited,
    inherited,
    sleepers: [...sleepers],
    chosen: -1,
    preemptions,
  };
}

/** The thread that was chosen has been tried in every way. */
export function putToSleep(node: SearchNode, step: Step): void {
  node.sleeping |= 1 << step.thread;
  node.sleepers.push(step);
}

/** Threads that are still to be tried. */
export function untried({ backtrack, sleeping, choices }: SearchNode): number {
  return backtrack & ~sleeping & choices;
}

/** A thread goes on here although the one before could have. */
export function isPreemption({ chosen, choices }: SearchNode, before: number): boolean {
  return before >= 0 && chosen !== before && (choices & (1 << before)) !== 0;
}
