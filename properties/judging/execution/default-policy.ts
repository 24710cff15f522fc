/**
 * The default scheduling policy: the same thread runs as long as it is ready, then the first ready one in
 * thread order. A schedule is stored as the decisions that differ from this policy.
 */
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';

export function defaultPick(choices: ReadonlyThreadSet, current: number): number {
  return choices.has(current) ? current : choices.next(0);
}
