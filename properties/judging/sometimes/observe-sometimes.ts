/** Has all premises listened for, and notes which have been seen. */
import type { OracleMaker } from '../lockstep/court.ts';
import { observeBackgroundSyncs } from './background-syncs.ts';
import { observeContention } from './contention.ts';
import { observeLife } from './life.ts';
import { observeLog } from './log.ts';
import { observeParkedPages } from './parked-pages.ts';
import type { Observer, Reach } from './observer.ts';
import { observeMissingPages, observeSwitchOver } from './postcopy.ts';
import { observeDiscardedPages, observeOvertaking, observeTwoChannels } from './preempt.ts';
import { observeReads } from './reads.ts';
import { sometimesIds } from './sometimes.ts';
import { observeSyncs } from './syncs.ts';

const OBSERVERS: readonly Observer[] = [
  observeReads,
  observeSyncs,
  observeBackgroundSyncs,
  observeParkedPages,
  observeContention,
  observeLog,
  observeLife,
  observeSwitchOver,
  observeMissingPages,
  observeOvertaking,
  observeTwoChannels,
  observeDiscardedPages,
];

/** @param reached - set to 1 at the position of each premise that is seen; to be cleared by whoever reads it */
export function observeSometimes(reached: Uint8Array): readonly OracleMaker[] {
  const positions = new Map(sometimesIds.map((id, position) => [id, position]));
  const reach: Reach = (id) => {
    reached[positions.get(id) as number] = 1;
  };
  return OBSERVERS.map((observe) => (court) => observe(court, reach));
}
