/**
 * What runs next if nobody decides otherwise: the same thread as long as it can, then the first
 * ready one in thread order. A schedule is stored as the decisions that differ from this.
 */
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';

export function defaultPick(choices: ReadonlyThreadSet, current: number): number {
  return choices.has(current) ? current : choices.next(0);
}
