/** The random choices with which a scenario is drawn. */
import type { GuestOperation } from '../../../impl/scenario.ts';

export interface Draw {
  readonly pick: <Value>(...values: readonly Value[]) => Value;
  /** A whole number from 0 to `max`. */
  readonly upTo: (max: number) => number;
}

/** Draws `count` operations of the guest: writes, zeroings, and the kinds in `more`. */
export type Operations = (count: number, more: readonly 'read'[]) => readonly GuestOperation[];
