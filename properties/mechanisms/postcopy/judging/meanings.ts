/** What the events of postcopy mean to the model. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import { channel } from '../../../../impl/tracepoints.ts';
import { action, actionKind } from '../../../../model/action.ts';
import type { Meaning } from '../../../judging/lockstep/meaning.ts';
import { means, meansOfPage, meansOnce } from '../../../judging/lockstep/meaning.ts';

export const postcopyMeanings: Readonly<Record<TracepointOf<'postcopy'>, Meaning | 'nothing'>> = {
  migrate_start_postcopy: 'nothing',
  postcopy_chunk_hostpages: meansOnce('owe-host-pages'),
  postcopy_send_discard_bm_ram: 'nothing',
  postcopy_discard_page: meansOfPage('owe-more'),
  savevm_send_packaged: means('switch'),
  source_return_path_thread_postcopy_package_loaded: 'nothing',
  source_return_path_thread_req: 'nothing',
  get_queued_page: 'nothing',
  savevm_postcopy_end: means('complete'),
  source_return_path_thread_shut: 'nothing',

  loadvm_postcopy_handle_advise: 'nothing',
  ram_discard_page: meansOfPage('discard'),
  loadvm_handle_cmd_packaged: means('receive-package'),
  loadvm_postcopy_handle_listen: means('listen'),
  loadvm_device_state_read: 'nothing',
  loadvm_postcopy_handle_run: means('run'),
  postcopy_ram_fault: meansOfPage('wait'),
  postcopy_request_page: 'nothing',
  migrate_send_rp_req_pages: 'nothing',
  postcopy_load_page: (page, _isZero, over) =>
    action(over === channel.main ? actionKind.deliver : actionKind['deliver-urgent'], page),
  postcopy_place_page: meansOfPage('place'),
  postcopy_place_page_exists: 'nothing',
  postcopy_page_received: 'nothing',
  postcopy_ram_listen_thread_exit: means('land'),
  source_return_path_thread_bad_end: 'nothing',
};
