/**
 * What each property has to see. An engine from elsewhere need not show everything; a property that
 * cannot see what it is about is not observable there, which is not the same as that it holds.
 */
import type { Lacks, System, Views } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { propertyIds } from '../lockstep/property-id.ts';

export interface Needs {
  /** Names in `pageBit`. */
  readonly bits?: readonly (keyof typeof pageBit)[];
  readonly views?: readonly (keyof Views)[];
  readonly tracepoints?: readonly TracepointName[];
  readonly footprint?: true;
  /** What is sent of each page: the channel, or else what is announced to be read. */
  readonly copies?: true;
  /**
   * One of these has to be announced before there is anything to judge; one of `tracepoints` if
   * left out.
   */
  readonly judgedAt?: readonly TracepointName[];
}

const POSTCOPY = [
  'savevm_send_packaged',
  'loadvm_postcopy_handle_listen',
  'postcopy_place_page',
] as const satisfies readonly TracepointName[];

export const needs: Readonly<Record<PropertyId, Needs>> = {
  P2: { bits: ['armed', 'logged', 'hypervisorLogged'], tracepoints: ['global_dirty_changed'] },
  P3: {
    bits: ['hypervisorLogged', 'clearPending'],
    tracepoints: [
      'global_dirty_changed',
      'memory_region_sync_dirty',
      'ramblock_sync_dirty_bitmap',
      'migration_bitmap_clear_dirty',
      'ram_read_page',
    ],
    judgedAt: ['migration_bitmap_clear_dirty', 'ram_read_page'],
  },
  P5: { footprint: true, tracepoints: ['migrate_set_state', 'migrate_fd_cleanup'] },
  P1: {
    bits: ['dirty'],
    copies: true,
    tracepoints: ['migrate_set_state', 'ram_take_dirty', 'ram_save_page'],
    judgedAt: ['ram_take_dirty', 'ram_save_page'],
  },
  Q1: {
    bits: ['dirty'],
    tracepoints: ['savevm_send_packaged', 'vcpu_store'],
    judgedAt: ['savevm_send_packaged'],
  },
  Q2: { bits: ['dirty', 'received'], views: ['channel'], tracepoints: POSTCOPY },
  Q3: {
    bits: ['dirty', 'present'],
    tracepoints: ['ram_take_dirty', 'ram_save_page', ...POSTCOPY],
    judgedAt: POSTCOPY,
  },
  Q4: {
    bits: ['present', 'received'],
    tracepoints: ['vcpu_load', 'vcpu_store', ...POSTCOPY],
    judgedAt: ['loadvm_postcopy_handle_listen', 'postcopy_place_page'],
  },
  Q5: {
    bits: ['present'],
    tracepoints: ['ram_take_dirty', ...POSTCOPY],
    judgedAt: ['postcopy_place_page'],
  },
  Q6: {
    tracepoints: ['ram_save_page', 'savevm_send_packaged', 'savevm_postcopy_end'],
    judgedAt: ['savevm_send_packaged', 'savevm_postcopy_end'],
  },
  Q7: {
    bits: ['requested', 'received'],
    views: ['requestedCount'],
    tracepoints: ['postcopy_ram_fault', 'postcopy_request_page', 'migrate_send_rp_req_pages'],
  },
  N6: {
    bits: ['dirty'],
    tracepoints: ['source_return_path_thread_req', 'ram_take_dirty', 'savevm_send_packaged'],
    judgedAt: ['source_return_path_thread_req'],
  },
  Q9: { tracepoints: ['runstate_set'] },
  END: { tracepoints: ['migrate_set_state', 'loadvm_complete'] },
  G1: { tracepoints: ['vcpu_load', 'vcpu_store', 'device_store', 'guest_operation'] },
  DEADLOCK: {},
  CRASH: {},
  PROGRESS: {},
  O1: { tracepoints: ['migrate_set_state'] },
  P4: { bits: ['dirty'], views: ['dirtyPageCount', 'isBitmapMutexFree'] },
  P6: {
    views: ['channel'],
    tracepoints: ['migrate_set_state', 'ram_save_page'],
    judgedAt: ['ram_save_page'],
  },
  R: {
    tracepoints: [
      'migrate_set_state',
      'ram_take_dirty',
      'ram_read_page',
      'ram_save_page',
      'vcpu_store',
      'device_store',
      'device_log',
      'ram_load_page',
      'loadvm_complete',
    ],
    judgedAt: ['ram_take_dirty', 'ram_save_page', 'ram_load_page', 'loadvm_complete'],
  },
  N5: { views: ['channel'], tracepoints: ['channel_tampered', 'ram_load_page', 'loadvm_failed'] },
  N4: { tracepoints: ['migration_bitmap_sync_start', 'ramblock_sync_dirty_bitmap'] },
  N3: { views: ['dirtyPageCount'], tracepoints: ['migration_iteration'] },
  N2: {
    bits: ['dirty'],
    tracepoints: ['ram_save_slice_start', 'ram_find_dirty', 'ram_take_dirty', 'ram_save_slice_end'],
  },
  N1: {
    bits: ['dirty', 'parked', 'logged', 'hypervisorLogged'],
    tracepoints: ['vcpu_trap', 'memory_region_sync_dirty', 'ramblock_sync_dirty_bitmap'],
    judgedAt: ['ramblock_sync_dirty_bitmap'],
  },
};

/** A property that cannot be judged, and what would have to be shown for that. */
export interface Unobservable {
  readonly id: PropertyId;
  readonly unmet: readonly string[];
}

export function unobservable(system: Pick<System, 'lacks'>): readonly Unobservable[] {
  return propertyIds
    .map((id) => ({ id, unmet: unmetNeeds(id, system) }))
    .filter(({ unmet }) => unmet.length > 0);
}

/** What a system would have to show for the property to be judged; nothing if it is judged. */
export function unmetNeeds(id: PropertyId, { lacks }: Pick<System, 'lacks'>): readonly string[] {
  if (lacks === undefined) return [];
  const { bits = [], views = [], tracepoints = [], footprint, copies } = needs[id];
  const unmet = [
    ...bits.filter((bit) => (lacks.bits & pageBit[bit]) !== 0).map((bit) => `bit ${bit}`),
    ...views.filter((view) => lacks.views.has(view)).map((view) => `view ${view}`),
    ...(footprint === true && lacks.footprint ? ['footprint'] : []),
    ...(copies === true && !showsCopies(lacks)
      ? ['view channel, or tracepoint ram_read_page']
      : []),
  ];
  const missing = tracepoints.filter((name) => lacks.tracepoints.has(name));
  return [...unmet, ...missing.map((name) => `tracepoint ${name}`)];
}

function showsCopies({ views, tracepoints }: Lacks): boolean {
  return !views.has('channel') || !tracepoints.has('ram_read_page');
}
