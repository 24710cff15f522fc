/**
 * Stateless search of all executions, up to the order of steps that commute: dynamic partial-order
 * reduction with source sets and sleep sets (Abdulla, Aronsson, Jonsson, Sagonas: Optimal Dynamic
 * Partial Order Reduction, POPL 2014, algorithm 1; Source Sets, JACM 2017, for threads that wait).
 * Each class of executions is run to its end exactly once; a run of which every continuation has
 * been seen elsewhere is broken off.
 *
 * It drives nothing: whoever runs the system asks `pick` before each step and tells `took` after it.
 *
 * With a bound on preemptions only executions within the bound are tried. Sleep sets would then
 * leave out too much, and do without; a class may be run more than once, and what lies beyond the
 * bound is not seen (CHESS, OSDI 2008; Coons, Musuvathi, McKinley: Bounded Partial-Order Reduction,
 * OOPSLA 2013, whose conservative points are added here too).
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

/** Every continuation has been seen elsewhere: the run need not go on. */
export const REDUNDANT = -1;

/** The system does not do again what it did: it is another, or it depends on more than the choices. */
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
  /** Where an earlier search of the same system was broken off. */
  readonly resume?: readonly SearchNode[] | undefined;
}

export class SourceSetSearch {
  /** Where the search stands: one node for each step of the current execution. */
  readonly nodes: SearchNode[];
  private readonly order: HappensBefore;
  private readonly preemptionsMax: number;
  private readonly isBounded: boolean;
  /** Steps of the current execution that are taken as they were the last time. */
  private replayed = 0;
  private depth = 0;
  private hasBegun = false;
  /** What is open where the search stands. */
  private readonly open: ThreadSet = new ThreadSet();

  constructor(order: HappensBefore, { preemptionsMax, resume }: SearchOptions = {}) {
    this.order = order;
    this.nodes = [...(resume ?? [])];
    this.isBounded = preemptionsMax !== undefined;
    this.preemptionsMax = preemptionsMax ?? Infinity;
  }

  /** Sets out for the next execution; `false` if there is none. */
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
   * The thread to go on, out of the ready ones, or `REDUNDANT`.
   *
   * @throws ReplayMismatch if others are ready than the last time
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

  /** The thread has taken its step. */
  took(step: Step): void {
    // What was taken the last time is known already, unless this is where a search was resumed.
    if (this.depth >= this.order.steps.length)
      for (const race of this.order.append(step))
        this.turnRound(race, { thread: step.thread, until: this.depth });
    this.depth++;
  }

  /**
   * The run is over, or was broken off; these threads wait.
   *
   * @throws ReplayMismatch if it is over before what was to be done again
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
      throw new ReplayMismatch(`other threads are ready at step ${this.depth + 1} than before`);
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

  /** Leaves of what is open the threads that may go on after this node without exceeding the bound. */
  private retainAffordable(node: SearchNode, depth: number): void {
    const previous = this.chosenBefore(depth);
    if (!node.choices.has(previous) || node.preemptions < this.preemptionsMax) return;
    const isOpen = this.open.has(previous);
    this.open.clear();
    if (isOpen) this.open.add(previous);
  }

  /**
   * In another order of the two the rival comes before `race`. Unless one of the threads that could
   * begin such an execution is to be tried there anyway, the rival's is, or another of them.
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
   * Within a bound any of the threads may turn out to be unaffordable, and the switch may only be
   * affordable where the other thread's block begins; if none of them is ready there, any other may
   * lead to it.
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
