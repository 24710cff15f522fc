/** The tracepoints of postcopy, which the tables that join two descriptions treat apart. */
import type { TracepointName } from '../../../impl/tracepoints.ts';

const postcopyEvents = [
  'migrate_start_postcopy',
  'postcopy_chunk_hostpages',
  'postcopy_send_discard_bm_ram',
  'savevm_send_packaged',
  'source_return_path_thread_req',
  'get_queued_page',
  'savevm_postcopy_end',
  'source_return_path_thread_shut',
  'ram_discard_page',
  'loadvm_handle_cmd_packaged',
  'loadvm_postcopy_handle_listen',
  'loadvm_device_state_read',
  'postcopy_ram_fault',
  'migrate_send_rp_req_pages',
  'postcopy_load_page',
  'postcopy_place_page',
  'postcopy_place_page_exists',
  'postcopy_page_received',
  'postcopy_ram_listen_thread_exit',
  'loadvm_postcopy_handle_advise',
  'postcopy_discard_page',
  'loadvm_postcopy_handle_run',
  'postcopy_request_page',
  'postcopy_preempt_connect',
  'postcopy_preempt_new_channel',
  'postcopy_preempt_triggered',
  'postcopy_preempt_restored',
  'postcopy_preempt_hit',
  'postcopy_preempt_hint',
  'postcopy_preempt_send_host_page',
  'postcopy_preempt_thread_exit',
  'preempt_channel_cut',
  'ram_clear_discarded_page',
  'postcopy_place_discarded_page',
] as const;

export type PostcopyEvent = (typeof postcopyEvents)[number];

const POSTCOPY_EVENTS: ReadonlySet<TracepointName> = new Set<TracepointName>(postcopyEvents);

export function isPostcopyEvent(name: TracepointName): name is PostcopyEvent {
  return POSTCOPY_EVENTS.has(name);
}
