/** Which status of a migration may follow which (MigrationStatus). */
import type { MigrationStatus } from '../../../impl/tracepoints.ts';

const FOLLOWERS: Readonly<Record<MigrationStatus, readonly MigrationStatus[]>> = {
  none: ['setup'],
  setup: ['active', 'cancelling', 'failed'],
  active: ['device', 'cancelling', 'failed'],
  // Up to here the guest can resume on the source; an accepted cancel must end as a cancel.
  device: ['completed', 'postcopy-active', 'cancelling', 'failed'],
  cancelling: ['cancelled'],
  // The destination may have taken over, so a migration that breaks off now can only be paused.
  'postcopy-active': ['completed', 'postcopy-paused'],
  'postcopy-paused': ['postcopy-recover-setup', 'cancelling'],
  'postcopy-recover-setup': ['postcopy-recover', 'postcopy-paused', 'cancelling'],
  'postcopy-recover': ['postcopy-active', 'postcopy-paused', 'cancelling'],
  completed: [],
  // A migration that was cancelled or has failed may be tried again.
  cancelled: ['setup'],
  failed: ['setup'],
};

export function followersOf(status: MigrationStatus): readonly MigrationStatus[] {
  return FOLLOWERS[status];
}

/** The rule, as a clause: `cancelling is followed by cancelled only`. */
export function tellFollowers(status: MigrationStatus): string {
  const followers = FOLLOWERS[status];
  if (followers.length === 0) return `${status} is a final status`;
  return `${status} is followed by ${followers.join(' or ')} only`;
}
