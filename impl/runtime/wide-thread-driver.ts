/** Offers threads as choices, as a `ThreadSet`: at most 64 threads. */
import type { Driver } from '../system.ts';
import type { ReadonlyThreadSet } from '../thread-set.ts';
import { SchedulerDriver } from './scheduler-driver.ts';

export class WideThreadDriver extends SchedulerDriver implements Driver {
  choices(): ReadonlyThreadSet {
    return this.ready();
  }
}
