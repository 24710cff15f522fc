/**
 * What a system announces while it runs. Where QEMU has a trace event for the same moment, the
 * name is QEMU's; the rest is named in the same manner. A page is the dense index of a target page
 * over all blocks, in block order; a version is what `PageMemory` calls the content of a page.
 */

/** Integers per event: the tracepoint and three arguments. */
export const TRACEPOINT_STRIDE = 4;

/** The tracepoints and the names of their arguments, by number. */
export const tracepoints = [
  // The migration as management sees it.
  { name: 'migrate_set_state', args: ['status'] },
  { name: 'runstate_set', args: ['host', 'running'] },
  { name: 'global_dirty_changed', args: ['logging'] },
  { name: 'migration_cancel', args: [] },
  { name: 'migrate_fd_cleanup', args: ['status'] },
  { name: 'channel_cut', args: [] },
  { name: 'channel_tampered', args: ['offset'] },
  { name: 'slice_expired', args: [] },
  { name: 'migration_iteration', args: ['pendingPages', 'isExact'] },
  { name: 'migrate_start_postcopy', args: [] },

  // Dirty logging and syncs.
  { name: 'migration_bitmap_sync_start', args: ['kind', 'thread'] },
  { name: 'memory_region_sync_dirty', args: ['block'] },
  { name: 'ramblock_sync_dirty_bitmap', args: ['block', 'kind', 'newPages'] },
  { name: 'tlb_reset_dirty', args: [] },
  { name: 'migration_bitmap_sync_end', args: ['kind', 'newPages'] },
  { name: 'background_sync_skipped', args: ['status'] },
  { name: 'migration_bitmap_clear_dirty', args: ['firstPage', 'pages'] },

  // Search and send.
  { name: 'ram_save_slice_start', args: [] },
  { name: 'ram_save_slice_end', args: ['isLastStage'] },
  { name: 'ram_find_dirty', args: ['page'] },
  { name: 'ram_take_dirty', args: ['page', 'channel'] },
  { name: 'ram_read_page', args: ['page', 'half', 'channel'] },
  { name: 'ram_save_page', args: ['page', 'isZero', 'channel'] },

  // Postcopy, on the source.
  { name: 'postcopy_chunk_hostpages', args: ['block', 'addedPages'] },
  { name: 'postcopy_send_discard_bm_ram', args: ['firstPage', 'pages'] },
  { name: 'postcopy_discard_page', args: ['page'] },
  { name: 'savevm_send_packaged', args: [] },
  { name: 'source_return_path_thread_req', args: ['page', 'pages'] },
  { name: 'get_queued_page', args: ['page', 'isDirty'] },
  { name: 'savevm_postcopy_end', args: [] },
  { name: 'source_return_path_thread_shut', args: [] },

  // The guest.
  { name: 'vcpu_trap', args: ['page'] },
  { name: 'vcpu_store', args: ['page', 'version', 'host'] },
  { name: 'vcpu_load', args: ['page', 'version', 'host'] },
  { name: 'device_store', args: ['page', 'version', 'host'] },
  { name: 'device_log', args: ['page', 'host'] },
  { name: 'guest_operation', args: ['host', 'actor', 'index'] },

  // The destination.
  { name: 'ram_load_page', args: ['page', 'isZero'] },
  { name: 'loadvm_complete', args: [] },
  { name: 'loadvm_failed', args: ['offset'] },

  // Postcopy, on the destination.
  { name: 'loadvm_postcopy_handle_advise', args: [] },
  { name: 'ram_discard_page', args: ['page'] },
  { name: 'loadvm_handle_cmd_packaged', args: [] },
  { name: 'loadvm_postcopy_handle_listen', args: [] },
  { name: 'loadvm_device_state_read', args: ['page', 'version'] },
  { name: 'loadvm_postcopy_handle_run', args: [] },
  { name: 'postcopy_ram_fault', args: ['page', 'thread'] },
  { name: 'postcopy_request_page', args: ['page', 'isReceived'] },
  { name: 'migrate_send_rp_req_pages', args: ['page', 'isNamed'] },
  { name: 'postcopy_load_page', args: ['page', 'isZero', 'channel'] },
  { name: 'postcopy_place_page', args: ['firstPage', 'pages', 'isZero'] },
  { name: 'postcopy_place_page_exists', args: ['firstPage'] },
  { name: 'postcopy_page_received', args: ['firstPage', 'pages'] },
  { name: 'postcopy_ram_listen_thread_exit', args: [] },

  // The preempt channel.
  { name: 'postcopy_preempt_connect', args: [] },
  { name: 'postcopy_preempt_new_channel', args: [] },
  { name: 'postcopy_preempt_triggered', args: ['page'] },
  { name: 'postcopy_preempt_restored', args: ['page', 'isUrgent'] },
  { name: 'postcopy_preempt_hit', args: ['page'] },
  { name: 'postcopy_preempt_hint', args: ['page'] },
  { name: 'postcopy_preempt_send_host_page', args: ['page'] },
  { name: 'postcopy_preempt_thread_exit', args: [] },
  { name: 'preempt_channel_cut', args: [] },

  // Memory that is not plugged in.
  { name: 'ram_clear_discarded_page', args: ['page'] },
  { name: 'postcopy_place_discarded_page', args: ['firstPage', 'pages'] },
] as const;

export type TracepointName = (typeof tracepoints)[number]['name'];
/** A tracepoint by number: its index in `tracepoints`. */
export type Tracepoint = number;

/** The number of each tracepoint. */
export const tracepoint: Readonly<Record<TracepointName, Tracepoint>> = numbersOf(
  tracepoints.map(({ name }) => name),
);

/** `MigrationStatus` as QEMU's management interface spells it; a tracepoint carries the index. */
export const migrationStatuses = [
  'none',
  'setup',
  'active',
  'device',
  'postcopy-active',
  'postcopy-paused',
  'completed',
  'cancelling',
  'cancelled',
  'failed',
] as const;
export type MigrationStatus = (typeof migrationStatuses)[number];
/** The number of each status. */
export const migrationStatus: Readonly<Record<MigrationStatus, number>> =
  numbersOf(migrationStatuses);

/** The kinds of sync of the dirty bitmap; a tracepoint carries the index. */
export const syncKinds = ['legacy-iteration', 'background', 'modern-iteration'] as const;
export type SyncKind = (typeof syncKinds)[number];

/** The connections over which pages come; a tracepoint carries the index. */
export const channels = ['main', 'preempt'] as const;
export type ChannelName = (typeof channels)[number];
/** The number of each connection. */
export const channel: Readonly<Record<ChannelName, number>> = numbersOf(channels);

/** The hosts; a tracepoint carries the index. */
export const hosts = ['source', 'destination'] as const;
export type Host = (typeof hosts)[number];
/** The number of each host. */
export const host: Readonly<Record<Host, number>> = numbersOf(hosts);

function numbersOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, number) => [name, number])) as Record<Name, number>;
}
