/** What the events of precopy, and of the guest on either host, mean to the model. */
import { match } from 'ts-pattern';
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import type { MigrationStatus } from '../../../../impl/tracepoints.ts';
import { channel, host, migrationStatuses, syncKinds } from '../../../../impl/tracepoints.ts';
import type { Action } from '../../../../model/action.ts';
import { action, actionKind } from '../../../../model/action.ts';
import type { Meaning } from '../../../judging/lockstep/meaning.ts';
import { means, meansLoss, meansOfPage, NO_ACTION } from '../../../judging/lockstep/meaning.ts';

export const coreMeanings: Readonly<Record<TracepointOf<'core'>, Meaning | 'nothing'>> = {
  migrate_set_state: meaningOfStatus,
  runstate_set: 'nothing',
  global_dirty_changed: 'nothing',
  migration_cancel: meansLoss('cut'),
  migrate_fd_cleanup: meaningOfCleanup,
  channel_cut: meansLoss('cut'),
  channel_tampered: 'nothing',
  slice_expired: 'nothing',
  migration_iteration: 'nothing',

  migration_bitmap_sync_start: 'nothing',
  memory_region_sync_dirty: 'nothing',
  ramblock_sync_dirty_bitmap: (block, kind) => {
    // A sync merges all blocks in one step and announces each of them; to the model it is one action.
    if (block !== 0) return NO_ACTION;
    const isBackground = syncKinds[kind] === 'background';
    return action(actionKind[isBackground ? 'background-sync' : 'iteration-sync']);
  },
  tlb_reset_dirty: 'nothing',
  migration_bitmap_sync_end: 'nothing',
  migration_bitmap_clear_dirty: 'nothing',

  ram_save_slice_start: 'nothing',
  ram_save_slice_end: 'nothing',
  ram_find_dirty: 'nothing',
  ram_take_dirty: (page, over) =>
    action(over === channel.main ? actionKind.take : actionKind['take-urgent'], page),
  // Only reading the first half is an action: `send` reads the rest. An urgent page cannot change meanwhile.
  ram_read_page: (page, half, over, { splitReads }) =>
    splitReads && half === 0 && over === channel.main
      ? action(actionKind['read-half'], page)
      : NO_ACTION,
  ram_save_page: (page, _isZero, over) =>
    action(over === channel.main ? actionKind.send : actionKind['send-urgent'], page),

  vcpu_trap: 'nothing',
  vcpu_store: (page, version, on) => {
    if (on !== host.source) return action(actionKind['own-write'], page);
    return action(actionKind[version === 0 ? 'write-zero' : 'write'], page);
  },
  vcpu_load: 'nothing',
  device_store: (page, version, on) => {
    if (on !== host.source) return action(actionKind['own-write'], page);
    return action(actionKind[version === 0 ? 'device-write-zero' : 'device-write'], page);
  },
  device_log: (page, on) =>
    on === host.source ? action(actionKind['device-log'], page) : NO_ACTION,
  guest_operation: 'nothing',

  ram_load_page: meansOfPage('deliver'),
  loadvm_complete: means('land'),
  loadvm_failed: meaningOfRefusal,
  destination_given_up: means('take-back'),
};

/** Statuses in which a migration can no longer be aborted. */
const OVER: ReadonlySet<MigrationStatus> = new Set(['completed', 'postcopy-paused']);

/** Device state that cannot be loaded is the last that a complete migration has sent: no page is lost with it. */
function meaningOfRefusal(...[, , , { ledger }]: Parameters<Meaning>): Action {
  const { hasLanded, isUnloadable, isDestinationEnding } = ledger;
  const isComplete =
    hasLanded || ((isUnloadable || isDestinationEnding) && ledger.status === 'completed');
  return isComplete ? NO_ACTION : action(actionKind.cut);
}

/** A migration that is cancelled while it is paused cannot be aborted: the guest may run on the destination. */
function meaningOfCleanup(...[status, , , { ledger }]: Parameters<Meaning>): Action {
  const value = migrationStatuses[status] ?? 'none';
  const isCancelledLate = value === 'cancelled' && ledger.isSwitched;
  return OVER.has(value) || isCancelledLate ? NO_ACTION : action(actionKind.abort);
}

const COMPLETE = action(actionKind.complete);

function meaningOfStatus(...[status, , , { ledger }]: Parameters<Meaning>): Action {
  const value = actionOfStatus(status);
  // In postcopy everything was sent long before the destination reports that it has arrived.
  return value === COMPLETE && ledger.isSwitched ? NO_ACTION : value;
}

function actionOfStatus(status: number): Action {
  return match(migrationStatuses[status] ?? 'none')
    .with('setup', () => action(actionKind.begin))
    .with('device', () => action(actionKind.stop))
    .with('completed', () => COMPLETE)
    .with(
      'none',
      'active',
      'postcopy-device',
      'postcopy-active',
      'postcopy-paused',
      'postcopy-recover-setup',
      'postcopy-recover',
      'cancelling',
      'cancelled',
      'failing',
      'failed',
      () => NO_ACTION,
    )
    .exhaustive();
}
