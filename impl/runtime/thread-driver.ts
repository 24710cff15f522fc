/** Offers threads as choices, one bit each in a number: at most 31 threads. */
import type { Shared } from './shared.ts';
import type { ThreadPlan } from './scheduler-driver.ts';
import { SchedulerDriver } from './scheduler-driver.ts';

export type { ThreadPlan } from './scheduler-driver.ts';

/** Bit 31 would turn the number negative. */
const THREADS_MAX = 31;

export class ThreadDriver extends SchedulerDriver {
  /** @throws Error if there are more than 31 threads: a `WideThreadDriver` has room for 64 */
  constructor(shared: Shared, plan: ThreadPlan) {
    const { length } = plan.threads;
    if (length > THREADS_MAX)
      throw new Error(
        `${length} threads, but a ThreadDriver has at most ${THREADS_MAX}: use a WideThreadDriver`,
      );
    super(shared, plan);
  }

  choices(): number {
    return this.ready().low;
  }
}
