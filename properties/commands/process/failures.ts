/**
 * Failures that have to wait: what was found is told first, and only then that something else, like a
 * report, could not be made.
 */
import { UsageError } from '../../terminal/usage-error.ts';

export interface Failures {
  /** Does what may fail. */
  readonly keep: (work: () => void) => void;
  /**
   * @param what - what could not be done, for the complaint
   * @throws UsageError if the system refused something at the first failure, else the failure itself
   */
  readonly throwFirst: (what: string) => void;
}

export function makeFailures(): Failures {
  const failures: unknown[] = [];
  return {
    keep(work) {
      try {
        work();
      } catch (error) {
        failures.push(error);
      }
    },
    throwFirst(what) {
      const [first] = failures;
      if (first instanceof Error && 'syscall' in first)
        throw new UsageError(`${what}: ${first.message}`);
      if (first !== undefined) throw first;
    },
  };
}
