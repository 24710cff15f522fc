/**
 * What each tracepoint means to the model: the one table that joins the two descriptions. It is
 * looked at once for each tracepoint, before the first run; during a run only the handlers that it
 * gives are called.
 */
import { match } from 'ts-pattern';
import type { Action } from '../../model/action.ts';
import { action, actionKind } from '../../model/action.ts';
import type { TracepointName } from '../../impl/tracepoints.ts';
import { hosts, migrationStatuses, syncKinds } from '../../impl/tracepoints.ts';

/** The event means nothing to the model. */
export const NO_ACTION = -1;

/** The model's action for an event with these arguments, or `NO_ACTION`. */
export type Meaning = (first: number, second: number, third: number) => Action;

const SOURCE = hosts.indexOf('source');

export interface MappingOptions {
  readonly splitReads: boolean;
}

/** @returns `undefined` for a tracepoint that never means anything to the model */
export function meaningOf(name: TracepointName, options: MappingOptions): Meaning | undefined {
  return match(name)
    .with('migrate_set_state', () => (status: number) => meaningOfStatus(status))
    .with('migrate_fd_cleanup', () => (status: number) => {
      return migrationStatuses[status] === 'completed' ? NO_ACTION : action(actionKind.abort);
    })
    .with('ramblock_sync_dirty_bitmap', () => (block: number, kind: number) => {
      // A sync merges all blocks in one step and announces each; the model takes it as a whole.
      if (block !== 0) return NO_ACTION;
      const isBackground = syncKinds[kind] === 'background';
      return action(actionKind[isBackground ? 'background-sync' : 'iteration-sync']);
    })
    .with('ram_take_dirty', () => (page: number) => action(actionKind.take, page))
    .with('ram_read_page', () => (page: number, half: number) => {
      const isFirstOfTwo = options.splitReads && half === 0;
      return isFirstOfTwo ? action(actionKind['read-half'], page) : NO_ACTION;
    })
    .with('ram_save_page', () => (page: number) => action(actionKind.send, page))
    .with('vcpu_store', () => (page: number, version: number, host: number) => {
      if (host !== SOURCE) return NO_ACTION;
      return action(actionKind[version === 0 ? 'write-zero' : 'write'], page);
    })
    .with('device_store', () => (page: number, version: number, host: number) => {
      if (host !== SOURCE) return NO_ACTION;
      return action(actionKind[version === 0 ? 'device-write-zero' : 'device-write'], page);
    })
    .with('device_log', () => (page: number, host: number) => {
      return host === SOURCE ? action(actionKind['device-log'], page) : NO_ACTION;
    })
    .with('ram_load_page', () => (page: number) => action(actionKind.deliver, page))
    .with('loadvm_complete', () => () => action(actionKind.land))
    .with('channel_cut', 'migration_cancel', () => () => action(actionKind.cut))
    .with(
      'runstate_set',
      'global_dirty_changed',
      'slice_expired',
      'migration_iteration',
      'migration_bitmap_sync_start',
      'memory_region_sync_dirty',
      'tlb_reset_dirty',
      'migration_bitmap_sync_end',
      'background_sync_skipped',
      'migration_bitmap_clear_dirty',
      'ram_save_slice_start',
      'ram_save_slice_end',
      'ram_find_dirty',
      'vcpu_trap',
      'vcpu_load',
      'guest_operation',
      'channel_tampered',
      'loadvm_failed',
      () => undefined,
    )
    .exhaustive();
}

function meaningOfStatus(status: number): Action {
  return match(migrationStatuses[status] ?? 'none')
    .with('setup', () => action(actionKind.begin))
    .with('device', () => action(actionKind.stop))
    .with('completed', () => action(actionKind.complete))
    .with('none', 'active', 'cancelling', 'cancelled', 'failed', () => NO_ACTION)
    .exhaustive();
}
