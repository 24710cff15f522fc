/** Events of postcopy that a story has to tell. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';

export const postcopyWeighs: readonly TracepointOf<'postcopy'>[] = [
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
  'source_return_path_thread_bad_end',
];
