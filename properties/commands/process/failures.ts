/**
 * Collects failures to report later: findings are told first, and only then that something else, such as
 * a report, could not be written.
 */
import { UsageError } from '../../terminal/usage-error.ts';

export interface Failures {
  /** Does work that may fail, and keeps the failure. */
  readonly keep: (work: () => void) => void;
  /**
   * @param what - what could not be done, for the complaint
   * @throws UsageError if the first failure was a refused system call, otherwise the first failure itself
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
