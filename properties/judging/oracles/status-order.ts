/** Which status of a migration may follow which (MigrationStatus). */
import type { MigrationStatus } from '../../../impl/tracepoints.ts';

const FOLLOWERS: Readonly<Record<MigrationStatus, readonly MigrationStatus[]>> = {
  none: ['setup'],
  setup: ['active', 'cancelling', 'failing'],
  active: ['device', 'cancelling', 'failing'],
  // Up to here the guest can resume on the source; an accepted cancel must end as a cancel.
  device: ['completed', 'postcopy-device', 'cancelling', 'failing'],
  cancelling: ['cancelled'],
  failing: ['failed'],
  // The destination may have taken over, so a migration that breaks off now can only be paused.
  'postcopy-device': ['postcopy-active', 'postcopy-paused'],
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

/** Statuses that QEMU has since 10.2 and 11.0 only, and what an engine without them reports instead. */
const RECENT: Partial<Readonly<Record<MigrationStatus, MigrationStatus>>> = {
  'postcopy-active': 'postcopy-device',
  failed: 'failing',
};

/** Whether one status follows another in an engine that leaves out the status between them. */
export function mayFollowAtOnce(before: MigrationStatus, next: MigrationStatus): boolean {
  const between = RECENT[next];
  return between !== undefined && FOLLOWERS[before].includes(between);
}

/** The rule, as a clause: `cancelling is followed by cancelled only`. */
export function tellFollowers(status: MigrationStatus): string {
  const followers = FOLLOWERS[status];
  if (followers.length === 0) return `${status} is a final status`;
  return `${status} is followed by ${followers.join(' or ')} only`;
}
