/**
 * The tree of all classes of executions. A node is a prefix of an execution; its branches are the ready
 * threads that do not sleep. Each class has exactly one leaf at which the system stands still (sleep sets
 * alone: Godefroid, Partial-Order Methods for the Verification of Concurrent Systems, LNCS 1032, 1996); any
 * other leaf is blocked: a thread sleeps that is never woken. The search by source sets finds its branches only
 * by running others; here they are known from the prefix alone, so any part of the tree can be visited by itself.
 */
import type { System } from '../../../impl/system.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import { threadsOf } from '../reduction/search-node.ts';
import type { Step } from '../reduction/step.ts';
import { areIndependent } from '../reduction/step.ts';
import type { StepReader } from '../reduction/step-reader.ts';
import { stepReader } from '../reduction/step-reader.ts';
import { Interplay } from './interplay.ts';
import { LastWriters } from './last-writers.ts';
import type { StateKeys } from './state-keys.ts';
import { stateKeys } from './state-keys.ts';

/** The steps up to a node: those up to the fork above it, and the threads that took the steps since. */
interface Path {
  readonly above: Path | undefined;
  readonly threads: readonly number[];
}

/** What is remembered of a fork. */
export interface ForkKeys extends StateKeys {
  /** The number of steps up to here, setup not included. */
  readonly depth: number;
}

/** A node with more than one branch. */
export interface Fork {
  readonly keys: ForkKeys;
  readonly branches: readonly number[];
  readonly path: Path;
  readonly sleepers: readonly Step[];
}

/** `end`: the leaf of a class; `blocked`: a leaf of none. */
export type Place = Fork | 'end' | 'blocked';

export interface TreeBounds {
  /** The threads that take the first steps of every execution, which are not interleaved. */
  readonly setup: readonly number[];
  /** An execution ends after so many steps. */
  readonly stepsMax: number;
}

/** A thread goes on in so many of this many steps of every other rehearsed execution. */
const GOES_ON = 3;
const OF = 4;

interface Descent {
  readonly above: Path | undefined;
  readonly depth: number;
  readonly sleepers: readonly Step[];
  readonly taken: readonly number[];
}

export class ClassTree {
  /** All steps taken so far, repeated ones included. */
  steps = 0;
  private readonly system: System;
  private readonly bounds: TreeBounds;
  private readonly reader: StepReader;
  private readonly interplay: Interplay;
  private readonly writers: LastWriters;
  private readonly keysOf: ReturnType<typeof stateKeys>;
  private readonly repeated: Uint8Array;

  constructor(system: System, bounds: TreeBounds) {
    this.system = system;
    this.bounds = bounds;
    this.reader = stepReader(system);
    this.interplay = new Interplay(system, this.reader.objects);
    this.writers = new LastWriters(system);
    this.keysOf = stateKeys(system);
    this.repeated = new Uint8Array(bounds.stepsMax);
  }

  /** Grows whenever a step shows that a blocked node need not have been one, so that the tree may be larger. */
  get version(): number {
    return this.interplay.version;
  }

  /** Runs random executions, to see what the threads do. */
  rehearse(executions: number, draw: Draw): void {
    const { driver } = this.system;
    for (let execution = 0; execution < executions; execution++) {
      this.repeat([], false);
      let thread = 0;
      for (let depth = 0; depth < this.bounds.stepsMax; depth++) {
        const choices = driver.choices();
        if (choices.isEmpty()) break;
        const mayGoOn = execution % 2 === 1 && draw(OF) < GOES_ON && choices.has(thread);
        if (!mayGoOn) thread = choices.nth(draw(choices.size()));
        if (this.take(thread) === undefined) break;
      }
    }
  }

  /** The uppermost fork, or the only leaf. */
  top(): Place {
    this.repeat([], true);
    return this.descend({ above: undefined, depth: 0, sleepers: [], taken: [] });
  }

  /** Visits what is below each branch of a fork. */
  *below(fork: Fork): Generator<Place, void, void> {
    const { path, branches, keys } = fork;
    const steps = this.stepsOf(fork);
    const sleepers = [...fork.sleepers];
    let writers: Int32Array | undefined;
    for (const thread of branches) {
      this.repeat(steps, writers === undefined);
      if (writers === undefined) writers = this.writers.save();
      else this.writers.restore(writers);
      const step = this.take(thread);
      if (step === undefined) yield 'end';
      else {
        const left = sleepers.filter((sleeper) => areIndependent(sleeper, step));
        yield this.descend({ above: path, depth: keys.depth + 1, sleepers: left, taken: [thread] });
        sleepers.push(step);
      }
    }
  }

  /** Takes steps until there is more than one branch, or none. */
  private descend({ above, taken, ...from }: Descent): Place {
    const threads = [...taken];
    let { depth, sleepers } = from;
    for (;;) {
      const choices = this.system.driver.choices();
      if (choices.isEmpty() || depth >= this.bounds.stepsMax) return 'end';
      const sleeping = threadsOf(sleepers);
      const branches = choices.copy();
      branches.deleteAll(sleeping);
      if (branches.isEmpty() || this.interplay.isOneLost(sleepers)) return 'blocked';
      const thread = this.interplay.onlyOneToTry(branches);
      if (thread === undefined) {
        const keys = { ...this.keysOf(sleeping, this.writers.last), depth };
        return { keys, branches: branches.threads(), path: { above, threads }, sleepers };
      }
      const step = this.take(thread);
      if (step === undefined) return 'end';
      sleepers = sleepers.filter((sleeper) => areIndependent(sleeper, step));
      threads.push(thread);
      depth++;
    }
  }

  /** @returns `undefined` if the system fails in this step, which ends the execution */
  private take(thread: number): Step | undefined {
    const { driver } = this.system;
    const coming = driver.comingStep(thread);
    this.reader.before();
    this.steps++;
    try {
      driver.take(thread);
    } catch {
      // The search meets the same failure, and has it judged.
      return undefined;
    }
    this.writers.note(thread, coming);
    const step = this.reader.read(thread, coming.gate);
    this.interplay.took(step);
    return step;
  }

  private stepsOf({ path, keys: { depth } }: Fork): Uint8Array {
    let at = depth;
    for (let part: Path | undefined = path; part !== undefined; part = part.above) {
      at -= part.threads.length;
      this.repeated.set(part.threads, at);
    }
    return this.repeated.slice(0, depth);
  }

  /** @param isNoted - whether to note the last writers on the way, which takes longer */
  private repeat(steps: ArrayLike<number>, isNoted: boolean): void {
    const { driver } = this.system;
    const { setup } = this.bounds;
    driver.reset();
    for (let at = 0; at < setup.length; at++) driver.take(setup[at] as number);
    if (isNoted) this.writers.clear();
    for (let at = 0; at < steps.length; at++) {
      const thread = steps[at] as number;
      const coming = isNoted ? driver.comingStep(thread) : undefined;
      driver.take(thread);
      if (coming !== undefined) this.writers.note(thread, coming);
    }
    this.steps += setup.length + steps.length;
    this.interplay.goTo(steps);
  }
}
