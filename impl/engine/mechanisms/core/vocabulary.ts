/**
 * Precopy and the guest: the tracepoints of every migration, the events from outside, and the scenario's
 * fields for both.
 */
import type { GuestOperation, PageAddress } from '../../../guest-operation.ts';

export const core = {
  tracepoints: [
    // The migration as management sees it.
    { name: 'migrate_set_state', args: ['status'] },
    { name: 'runstate_set', args: ['host', 'running'] },
    { name: 'global_dirty_changed', args: ['logging'] },
    { name: 'migration_cancel', args: [] },
    { name: 'migrate_fd_cleanup', args: ['status'] },
    { name: 'channel_cut', args: [] },
    { name: 'channel_tampered', args: ['offset', 'connection'] },
    { name: 'slice_expired', args: [] },
    { name: 'migration_iteration', args: ['pendingPages', 'isExact'] },
    // Dirty logging and syncs.
    { name: 'migration_bitmap_sync_start', args: ['kind', 'thread'] },
    { name: 'memory_region_sync_dirty', args: ['block'] },
    { name: 'ramblock_sync_dirty_bitmap', args: ['block', 'kind', 'newPages'] },
    { name: 'tlb_reset_dirty', args: [] },
    { name: 'migration_bitmap_sync_end', args: ['kind', 'newPages'] },
    { name: 'migration_bitmap_clear_dirty', args: ['firstPage', 'pages'] },
    // Search and send.
    { name: 'ram_save_slice_start', args: [] },
    { name: 'ram_save_slice_end', args: ['isLastStage'] },
    { name: 'ram_find_dirty', args: ['page'] },
    { name: 'ram_take_dirty', args: ['page', 'channel'] },
    { name: 'ram_read_page', args: ['page', 'half', 'channel'] },
    { name: 'ram_save_page', args: ['page', 'isZero', 'channel'] },
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
    { name: 'destination_given_up', args: [] },
  ],
  /** The events from outside, each with its display name. */
  ticks: {
    'end-slice': 'rate limit',
    cancel: 'operator',
    cut: 'network',
    corrupt: 'tampering network',
    alter: 'hostile peer',
  },
  moments: [
    'migration_iteration',
    'runstate_set',
    'ram_save_page',
    'ram_save_slice_end',
    'ram_load_page',
    'migration_cancel',
    'migrate_fd_cleanup',
  ],
  /** Its threads except the guest's, and where each of them runs. */
  threads: {
    operator: 'outside',
    migration: 'source',
    incoming: 'destination',
    'rate limit': 'outside',
    canceller: 'outside',
    tamperer: 'outside',
    'hostile peer': 'outside',
    network: 'outside',
  },
  operations: ['start', 'access', 'dma'],
  /** The bit of each mutex in a footprint. */
  mutexes: { bql: 1, bitmapMutex: 2, destinationBql: 8 },
  mutexNames: { bql: 'BQL', bitmapMutex: 'bitmap_mutex', destinationBql: 'destination BQL' },
  /** The bit of each record in `Views.pageBits`. */
  records: {
    dirty: 1,
    /** Set in QEMU's own log. */
    logged: 4,
    /** Set in the hypervisor's log. */
    hypervisorLogged: 8,
    armed: 16,
    /** The log of the page's chunk has been fetched but not cleared yet. */
    clearPending: 32,
    received: 128,
  },
  /** Names of objects that, while they are shared, are accessed only under `bitmap_mutex`. */
  underBitmapMutex: ['dirty bitmap', 'clear bitmap', 'dirty page count', 'search cursor'],
  /** Names of guarded objects of the destination, which is fresh for each migration. */
  onDestination: [
    'received bitmap',
    'temporary page of the main channel',
    'last received block of the main channel',
  ],
  channels: ['main'],
  plainest: {
    name: '',
    wordBits: 0,
    pageBytes: 0,
    log: 'immediate',
    splitReads: false,
    channelBytes: 4096,
    switchoverThreshold: 0,
    vcpus: [],
    device: [],
    migrations: 1,
    stepsMax: 0,
    oldPages: undefined,
    reusesDestination: undefined,
    comesBack: undefined,
  },
} as const;

export interface CoreFields {
  /** The family that the scenario was generated from. */
  readonly name: string;
  /** Bits per bitmap word (BITS_PER_LONG): a power of two, 2 to 32. */
  readonly wordBits: number;
  /** Bytes of content per target page: a multiple of 8. On the wire a page counts as 4096. */
  readonly pageBytes: number;
  readonly log: LogDiscipline;
  /** Pages are read in two steps, so that a store may come in between. */
  readonly splitReads: boolean;
  /** Bytes that the link holds before the sender has to wait. */
  readonly channelBytes: number;
  /** Pages that may be left to send when the guest is stopped. */
  readonly switchoverThreshold: number;
  /** The program of each vCPU. */
  readonly vcpus: readonly (readonly GuestOperation[])[];
  /** What the device writer does: `write` and `zero` only. */
  readonly device: readonly GuestOperation[];
  /** At most this many migrations are started; one that completes is the last, unless the guest comes back. */
  readonly migrations: number;
  /** Steps that the strategy decides; afterwards a fair schedule drains the run. */
  readonly stepsMax: number;
  /** Pages that a fresh destination's firmware has written before anything arrives; none if left out. */
  readonly oldPages?: readonly PageAddress[] | undefined;
  /** After a failed migration the next one finds the memory that it has left on the destination. */
  readonly reusesDestination?: boolean | undefined;
  /**
   * As long as further migrations are to be started, the operator gives up the destination of one that has
   * completed, and the guest goes on at the source.
   */
  readonly comesBack?: boolean | undefined;
}

/**
 * How the dirty log is cleared: at the fetch (KVM without manual protect), by chunk before a page
 * is sent (KVM with manual protect), or bit first and TLB afterwards (TCG).
 */
export type LogDiscipline = 'immediate' | 'manual-protect' | 'tlb';
