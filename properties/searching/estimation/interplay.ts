/**
 * Which threads may still have to do with each other: where each stands, and what it may touch from there on,
 * by all that was seen. A thread whose coming step conflicts with nothing that others may do need not be
 * interleaved with them; and if it sleeps, it is never woken, so no class is below.
 */
import type { System } from '../../../impl/system.ts';
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import { THREADS_MAX } from '../../../impl/thread-set.ts';
import type { Step } from '../reduction/step.ts';
import { Futures } from './futures.ts';

/** More labels, pages and steps of one thread than there can be: a standing is one number. */
const PAGES = 256;
const STEPS = 1024;

export class Interplay {
  private readonly driver: System['driver'];
  private readonly futures: Futures;
  private readonly numberOfLabel: Map<string, number> = new Map();
  /** By thread: the steps that it has taken, and where it stands. */
  private readonly taken: Int32Array;
  private readonly standing: Float64Array;

  constructor({ driver }: Pick<System, 'driver'>, objects: number) {
    this.driver = driver;
    this.futures = new Futures(objects);
    this.taken = new Int32Array(driver.threads.length);
    this.standing = new Float64Array(driver.threads.length);
  }

  /** Grows whenever something new is seen, so that earlier answers may have been wrong. */
  get version(): number {
    return this.futures.version;
  }

  /** To be called when the system has taken these steps from the beginning. */
  goTo(steps: ArrayLike<number>): void {
    const { taken, standing } = this;
    taken.fill(0);
    for (let at = 0; at < steps.length; at++) this.count(steps[at] as number);
    for (let thread = 0; thread < standing.length; thread++)
      standing[thread] = this.standingOf(thread);
  }

  /** To be called after each further step. */
  took(step: Step): void {
    const { standing, futures } = this;
    this.count(step.thread);
    for (let thread = 0; thread < standing.length; thread++) {
      const was = standing[thread] as number;
      const is = this.standingOf(thread);
      if (thread === step.thread) futures.note(was, is, step.accesses);
      else if (is !== was) futures.note(was, is, []);
      standing[thread] = is;
    }
  }

  /** Whether one of the sleepers is never woken. */
  isOneLost(sleepers: readonly Step[]): boolean {
    const { futures } = this;
    return sleepers.some(
      ({ thread, accesses }) =>
        !this.isMet(thread, (standing) => futures.mayConflict(accesses, standing)),
    );
  }

  /** The only branch that has to be tried, or `undefined` if there is none. */
  onlyOneToTry(branches: ReadonlyThreadSet): number | undefined {
    const { futures, standing } = this;
    const first = branches.next(0);
    if (branches.next(first + 1) < 0) return first;
    for (let thread = first; thread >= 0; thread = branches.next(thread + 1)) {
      const coming = standing[thread] as number;
      const isKnown = futures.isKnown(coming);
      if (isKnown && !this.isMet(thread, (other) => futures.mayMeet(coming, other))) return thread;
    }
    return undefined;
  }

  /** Whether this is so for the standing of any other thread. */
  private isMet(thread: number, isSo: (standing: number) => boolean): boolean {
    const { standing } = this;
    for (let other = 0; other < standing.length; other++)
      if (other !== thread && isSo(standing[other] as number)) return true;
    return false;
  }

  private count(thread: number): void {
    this.taken[thread] = (this.taken[thread] as number) + 1;
  }

  /** A number for the thread, its coming step, and how many steps it has taken. */
  private standingOf(thread: number): number {
    const { label, page } = this.driver.comingStep(thread);
    const { numberOfLabel } = this;
    let number = numberOfLabel.get(label);
    if (number === undefined) numberOfLabel.set(label, (number = numberOfLabel.size));
    const coming = (number * PAGES + page + 1) * STEPS + (this.taken[thread] as number);
    return coming * THREADS_MAX + thread;
  }
}
