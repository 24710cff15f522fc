/**
 * Stateless search of all executions, up to the order of steps that commute: dynamic partial-order
 * reduction with source sets and sleep sets (Abdulla, Aronsson, Jonsson, Sagonas: Optimal Dynamic
 * Partial Order Reduction, POPL 2014, algorithm 1; Source Sets, JACM 2017, for threads that wait).
 * Each class of executions is run to its end exactly once; a run is broken off when all of its
 * continuations have been seen elsewhere.
 *
 * The search does not drive the system: the caller asks `pick` before each step and calls `took` after it.
 *
 * With a bound on preemptions only executions within the bound are tried. Sleep sets would then leave out
 * too much, so they are not used; a class may be run more than once, and executions beyond the bound are not
 * seen (CHESS, OSDI 2008; Coons, Musuvathi, McKinley: Bounded Partial-Order Reduction, OOPSLA 2013, whose
 * conservative points are added here too).
 */
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import { ThreadSet } from '../../../impl/thread-set.ts';
import type { StepIndex } from './gate-history.ts';
import type { HappensBefore } from './happens-before.ts';
import type { Rival } from './initials.ts';
import { initialsOf } from './initials.ts';
import type { SearchNode } from './search-node.ts';
import { findUntried, isPreemption, makeNode, putToSleep } from './search-node.ts';
import type { Step } from './step.ts';
import { areIndependent } from './step.ts';

/** Every continuation has been seen elsewhere, so the run can be broken off. */
export const REDUNDANT = -1;

/** The system did not repeat its earlier run: it has changed, or it depends on more than the choices. */
export class ReplayMismatch extends Error {
  override readonly name = 'ReplayMismatch';
}

export interface Waiting {
  readonly thread: number;
  /** The cell of the gate at which it waits. */
  readonly gate: number;
}

export interface SearchOptions {
  readonly preemptionsMax?: number | undefined;
  /** The nodes at which an earlier search of the same system was broken off. */
  readonly resume?: readonly SearchNode[] | undefined;
}

export class SourceSetSearch {
  /** Where the search stands: one node for each step of the current execution. */
  readonly nodes: SearchNode[];
  private readonly order: HappensBefore;
  private readonly preemptionsMax: number;
  private readonly isBounded: boolean;
  /** Number of steps of the current execution that repeat the previous one. */
  private replayed = 0;
  private depth = 0;
  private hasBegun = false;
  /** The threads that may still be chosen at the current node. */
  private readonly open: ThreadSet = new ThreadSet();

  constructor(order: HappensBefore, { preemptionsMax, resume }: SearchOptions = {}) {
    this.order = order;
    this.nodes = [...(resume ?? [])];
    this.isBounded = preemptionsMax !== undefined;
    this.preemptionsMax = preemptionsMax ?? Infinity;
  }

  /** Begins the next execution. @returns `false` if there is none */
  next(): boolean {
    this.depth = 0;
    if (!this.hasBegun) {
      this.hasBegun = true;
      this.replayed = this.nodes.length;
      return true;
    }
    for (let at = this.nodes.length - 1; at >= 0; at--) {
      const node = this.nodes[at] as SearchNode;
      const done = this.order.steps[at];
      if (done !== undefined && !node.sleeping.has(node.chosen)) putToSleep(node, done);
      this.order.truncate(at);
      findUntried(node, this.open);
      this.retainAffordable(node, at);
      if (this.open.isEmpty()) continue;
      node.chosen = this.open.next(0);
      this.nodes.length = at + 1;
      this.replayed = at + 1;
      return true;
    }
    this.nodes.length = 0;
    return false;
  }

  /**
   * The thread to run next, one of the ready ones, or `REDUNDANT`.
   *
   * @throws ReplayMismatch if a repeated step does not have the same ready threads as before
   */
  pick(choices: ReadonlyThreadSet): number {
    if (this.depth < this.replayed) return this.pickAgain(choices);
    const node = this.makeNode(choices);
    const { open } = this;
    open.set(choices);
    open.deleteAll(node.sleeping);
    this.retainAffordable(node, this.depth);
    if (open.isEmpty()) return REDUNDANT;
    const previous = this.chosenBefore(this.depth);
    node.chosen = open.has(previous) ? previous : open.next(0);
    node.backtrack.setOnly(node.chosen);
    this.nodes.push(node);
    return node.chosen;
  }

  /** Call this when the thread has taken its step. */
  took(step: Step): void {
    // A repeated step is known already, unless the search was resumed here.
    if (this.depth >= this.order.steps.length)
      for (const race of this.order.append(step))
        this.turnRound(race, { thread: step.thread, until: this.depth });
    this.depth++;
  }

  /**
   * Call this when the run is over or was broken off, with the threads that wait.
   *
   * @throws ReplayMismatch if the run is over before all repeated steps were taken
   */
  ended(waiting: readonly Waiting[]): void {
    if (this.depth < this.replayed)
      throw new ReplayMismatch(`the run is over after ${this.depth} steps`);
    for (const { thread, gate } of waiting) {
      const race = this.order.shutterFor(thread, gate);
      if (race !== undefined) this.turnRound(race, { thread, until: this.depth });
    }
  }

  private pickAgain(choices: ReadonlyThreadSet): number {
    const { choices: known, chosen } = this.nodes[this.depth] as SearchNode;
    if (!choices.equals(known))
      throw new ReplayMismatch(`different threads are ready at step ${this.depth + 1} this time`);
    return chosen;
  }

  private makeNode(choices: ReadonlyThreadSet): SearchNode {
    const parent = this.nodes[this.depth - 1];
    if (parent === undefined) return makeNode(choices, [], 0);
    const last = this.order.steps[this.depth - 1] as Step;
    const sleepers = this.isBounded
      ? []
      : parent.sleepers.filter((sleeper) => areIndependent(sleeper, last));
    const more = isPreemption(parent, this.chosenBefore(this.depth - 1)) ? 1 : 0;
    return makeNode(choices, sleepers, parent.preemptions + more);
  }

  /** The thread that took the step before this one, or -1. */
  private chosenBefore(depth: number): number {
    return this.nodes[depth - 1]?.chosen ?? -1;
  }

  /** Keeps in `open` only the threads that may run next without exceeding the bound. */
  private retainAffordable(node: SearchNode, depth: number): void {
    const previous = this.chosenBefore(depth);
    if (!node.choices.has(previous) || node.preemptions < this.preemptionsMax) return;
    const isOpen = this.open.has(previous);
    this.open.clear();
    if (isOpen) this.open.add(previous);
  }

  /**
   * Makes the search try an execution in which the rival comes before `race`. If no thread that can begin
   * one is tried there anyway, adds such a thread to the backtrack set: the rival's, if it is among them.
   */
  private turnRound(race: StepIndex, rival: Rival): void {
    const node = this.nodes[race] as SearchNode;
    const initials = initialsOf(this.order, race, rival);
    if (this.isBounded) {
      initials.add(rival.thread);
      return this.turnRoundBlock(race, initials);
    }
    if (initials.meets(node.backtrack) || initials.meets(node.sleeping)) return;
    node.backtrack.add(initials.has(rival.thread) ? rival.thread : initials.next(0));
  }

  /**
   * With a bound, any of the threads may turn out to exceed it, so all are added: at `race`, and at the
   * beginning of its thread's block of steps, since a switch may be within the bound only there. If none of
   * them is ready, all ready threads are added, since any of these may lead to one.
   */
  private turnRoundBlock(race: StepIndex, threads: ReadonlyThreadSet): void {
    const { chosen } = this.nodes[race] as SearchNode;
    let start = race;
    while (start > 0 && this.nodes[start - 1]?.chosen === chosen) start--;
    for (const at of [race, start]) {
      const node = this.nodes[at] as SearchNode;
      node.backtrack.addAll(threads.meets(node.choices) ? threads : node.choices);
    }
  }
}
