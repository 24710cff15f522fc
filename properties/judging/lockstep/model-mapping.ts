/**
 * What each tracepoint means to the model: the one table that joins the two descriptions. It is
 * looked at once for each tracepoint, before the first run; during a run only the handlers that it
 * gives are called.
 */
import { match, P } from 'ts-pattern';
import type { Action } from '../../../model/action.ts';
import { action, actionKind } from '../../../model/action.ts';
import type { Ledger } from './ledger.ts';
import type { PostcopyEvent } from './postcopy-events.ts';
import { isPostcopyEvent } from './postcopy-events.ts';
import type { MigrationStatus, TracepointName } from '../../../impl/tracepoints.ts';
import {
  channel,
  host,
  migrationStatuses,
  syncKinds,
  tracepoint,
  tracepoints,
} from '../../../impl/tracepoints.ts';

/** The event means nothing to the model. */
export const NO_ACTION = -1;

/** The model's action for an event with these arguments, or `NO_ACTION`. */
export type Meaning = (
  first: number,
  second: number,
  third: number,
  options: MappingOptions,
) => Action;

export interface MappingOptions {
  readonly splitReads: boolean;
  readonly ledger: Pick<Ledger, 'isSwitched' | 'hasLanded'>;
}

/** @returns `undefined` for a tracepoint that never means anything to the model */
export function meaningOf(name: TracepointName): Meaning | undefined {
  return meanings[tracepoint[name]];
}

function findMeaning(tracepointName: TracepointName): Meaning | undefined {
  return match(tracepointName)
    .with('migrate_set_state', () => meaningOfStatus)
    .with('migrate_fd_cleanup', () => (status: number) => {
      const isOver = OVER.has(migrationStatuses[status] ?? 'none');
      return isOver ? NO_ACTION : action(actionKind.abort);
    })
    .with('ramblock_sync_dirty_bitmap', () => (block: number, kind: number) => {
      // A sync merges all blocks in one step and announces each; the model takes it as a whole.
      if (block !== 0) return NO_ACTION;
      const isBackground = syncKinds[kind] === 'background';
      return action(actionKind[isBackground ? 'background-sync' : 'iteration-sync']);
    })
    .with('ram_take_dirty', () => (page: number, over: number) => {
      return action(over === channel.main ? actionKind.take : actionKind['take-urgent'], page);
    })
    .with('ram_read_page', () => meaningOfRead)
    .with('ram_save_page', () => (page: number, _isZero: number, over: number) => {
      return action(over === channel.main ? actionKind.send : actionKind['send-urgent'], page);
    })
    .with('vcpu_store', () => (page: number, version: number, on: number) => {
      if (on !== host.source) return action(actionKind['own-write'], page);
      return action(actionKind[version === 0 ? 'write-zero' : 'write'], page);
    })
    .with('device_store', () => (page: number, version: number, on: number) => {
      if (on !== host.source) return action(actionKind['own-write'], page);
      return action(actionKind[version === 0 ? 'device-write-zero' : 'device-write'], page);
    })
    .with('device_log', () => (page: number, on: number) => {
      return on === host.source ? action(actionKind['device-log'], page) : NO_ACTION;
    })
    .with('ram_load_page', () => (page: number) => action(actionKind.deliver, page))
    .with('loadvm_complete', () => () => action(actionKind.land))
    .with('channel_cut', 'migration_cancel', 'loadvm_failed', () => meaningOfCut)
    .with(P.when(isPostcopyEvent), (event) => meaningOfPostcopy(event))
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
      () => undefined,
    )
    .exhaustive();
}

/** A read of the second half means nothing: what was read is what is sent. An urgent page cannot change. */
const meaningOfRead: Meaning = (page, half, over, { splitReads }) =>
  splitReads && half === 0 && over === channel.main
    ? action(actionKind['read-half'], page)
    : NO_ACTION;

/** Once everything has arrived, nothing is left that could be lost. */
const meaningOfCut: Meaning = (_first, _second, _third, { ledger }) =>
  ledger.hasLanded ? NO_ACTION : action(actionKind.cut);

const meaningOfPreemptCut: Meaning = (_first, _second, _third, { ledger }) =>
  ledger.hasLanded ? NO_ACTION : action(actionKind['cut-urgent']);

function meaningOfPostcopy(name: PostcopyEvent): Meaning | undefined {
  return match(name)
    .with('postcopy_chunk_hostpages', () => (block: number) => {
      // All blocks in one step, like the merges of a sync.
      return block === 0 ? action(actionKind['owe-host-pages']) : NO_ACTION;
    })
    .with('postcopy_discard_page', () => (page: number) => action(actionKind['owe-more'], page))
    .with('savevm_send_packaged', () => () => action(actionKind.switch))
    .with('savevm_postcopy_end', () => () => action(actionKind.complete))
    .with('ram_discard_page', () => (page: number) => action(actionKind.discard, page))
    .with('loadvm_handle_cmd_packaged', () => () => action(actionKind['receive-package']))
    .with('loadvm_postcopy_handle_listen', () => () => action(actionKind.listen))
    .with('loadvm_postcopy_handle_run', () => () => action(actionKind.run))
    .with('postcopy_ram_fault', () => (page: number) => action(actionKind.wait, page))
    .with('postcopy_load_page', () => (page: number, _isZero: number, over: number) => {
      return action(
        over === channel.main ? actionKind.deliver : actionKind['deliver-urgent'],
        page,
      );
    })
    .with('preempt_channel_cut', () => meaningOfPreemptCut)
    .with('ram_clear_discarded_page', () => (page: number) => action(actionKind.exclude, page))
    .with('postcopy_place_discarded_page', () => (first: number) => {
      return action(actionKind['place-zero'], first);
    })
    .with('postcopy_place_page', () => (first: number) => action(actionKind.place, first))
    .with('postcopy_ram_listen_thread_exit', () => () => action(actionKind.land))
    .with(
      'migrate_start_postcopy',
      'postcopy_send_discard_bm_ram',
      'source_return_path_thread_req',
      'source_return_path_thread_shut',
      'get_queued_page',
      'loadvm_postcopy_handle_advise',
      'loadvm_device_state_read',
      'postcopy_request_page',
      'migrate_send_rp_req_pages',
      'postcopy_place_page_exists',
      'postcopy_page_received',
      'postcopy_preempt_connect',
      'postcopy_preempt_new_channel',
      'postcopy_preempt_triggered',
      'postcopy_preempt_restored',
      'postcopy_preempt_hit',
      'postcopy_preempt_hint',
      'postcopy_preempt_send_host_page',
      'postcopy_preempt_thread_exit',
      () => undefined,
    )
    .exhaustive();
}

/** What a migration that has come so far cannot be aborted from. */
const OVER: ReadonlySet<MigrationStatus> = new Set(['completed', 'postcopy-paused']);

const meaningOfStatus: Meaning = (status, _second, _third, { ledger }) => {
  const value = actionOfStatus[status] ?? NO_ACTION;
  // In postcopy everything has been sent long before the destination says that it has arrived.
  return value === COMPLETE && ledger.isSwitched ? NO_ACTION : value;
};

const COMPLETE = action(actionKind.complete);

/** By number of the status. */
const actionOfStatus: readonly Action[] = migrationStatuses.map((status) =>
  match(status)
    .with('setup', () => action(actionKind.begin))
    .with('device', () => action(actionKind.stop))
    .with('completed', () => COMPLETE)
    .with(
      'none',
      'active',
      'postcopy-active',
      'postcopy-paused',
      'cancelling',
      'cancelled',
      'failed',
      () => NO_ACTION,
    )
    .exhaustive(),
);

/** By number of the tracepoint. */
const meanings: readonly (Meaning | undefined)[] = tracepoints.map(({ name }) => findMeaning(name));
