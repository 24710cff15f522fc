/**
 * What runs next if nobody decides otherwise: the same thread as long as it can, then the first
 * ready one in thread order. A schedule is stored as the decisions that differ from this.
 */
import { lowest } from './strategy.ts';

export function defaultPick(choices: number, current: number): number {
  return (choices & (1 << current)) !== 0 ? current : lowest(choices);
}
