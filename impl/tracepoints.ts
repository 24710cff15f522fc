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
  { name: 'ram_take_dirty', args: ['page'] },
  { name: 'ram_read_page', args: ['page', 'half'] },
  { name: 'ram_save_page', args: ['page', 'isZero'] },

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
] as const;

export type TracepointName = (typeof tracepoints)[number]['name'];
/** A tracepoint by number: its index in `tracepoints`. */
export type Tracepoint = number;

/** The number of each tracepoint. */
export const tracepoint: Readonly<Record<TracepointName, Tracepoint>> = Object.fromEntries(
  tracepoints.map(({ name }, number) => [name, number]),
) as Record<TracepointName, Tracepoint>;

/** `MigrationStatus` as QEMU's management interface spells it; a tracepoint carries the index. */
export const migrationStatuses = [
  'none',
  'setup',
  'active',
  'device',
  'completed',
  'cancelling',
  'cancelled',
  'failed',
] as const;
export type MigrationStatus = (typeof migrationStatuses)[number];

/** The kinds of sync of the dirty bitmap; a tracepoint carries the index. */
export const syncKinds = ['legacy-iteration', 'background', 'modern-iteration'] as const;
export type SyncKind = (typeof syncKinds)[number];

/** The hosts; a tracepoint carries the index. */
export const hosts = ['source', 'destination'] as const;
export type Host = (typeof hosts)[number];
