/** The destination takes over before it has all memory, and requests the missing pages. */
import type { PageAddress } from '../../../guest-operation.ts';

export const postcopy = {
  tracepoints: [
    { name: 'migrate_start_postcopy', args: [] },
    { name: 'postcopy_chunk_hostpages', args: ['block', 'addedPages'] },
    { name: 'postcopy_send_discard_bm_ram', args: ['firstPage', 'pages'] },
    { name: 'postcopy_discard_page', args: ['page'] },
    { name: 'savevm_send_packaged', args: [] },
    { name: 'source_return_path_thread_postcopy_package_loaded', args: [] },
    { name: 'source_return_path_thread_req', args: ['page', 'pages'] },
    { name: 'get_queued_page', args: ['page', 'isDirty'] },
    { name: 'savevm_postcopy_end', args: [] },
    { name: 'source_return_path_thread_shut', args: [] },
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
    { name: 'source_return_path_thread_bad_end', args: [] },
  ],
  ticks: { 'start-postcopy': 'postcopy starter' },
  moments: [
    'loadvm_postcopy_handle_advise',
    'postcopy_send_discard_bm_ram',
    'savevm_send_packaged',
    'loadvm_handle_cmd_packaged',
    'loadvm_postcopy_handle_listen',
    'loadvm_postcopy_handle_run',
    'postcopy_ram_fault',
    'postcopy_request_page',
    'migrate_send_rp_req_pages',
    'source_return_path_thread_req',
    'postcopy_load_page',
    'postcopy_place_page',
    'savevm_postcopy_end',
    'postcopy_ram_listen_thread_exit',
  ],
  threads: {
    'return path': 'source',
    listen: 'destination',
    fault: 'destination',
    'postcopy starter': 'outside',
  },
  operations: [],
  mutexes: { pageRequestMutex: 4 },
  mutexNames: { pageRequestMutex: 'page_request_mutex' },
  records: {
    /** The page is present on the destination. */
    present: 256,
    /** The destination waits for the host page that begins with this page. */
    requested: 512,
  },
  underBitmapMutex: [],
  onDestination: ['requested pages', 'requested page count'],
  channels: [],
  plainest: { postcopy: false, deviceStateReads: [] },
} as const;

export interface PostcopyFields {
  /** The destination may take over before it has all memory, if the operator asks for it. */
  readonly postcopy: boolean;
  /** Pages that loading the device state reads on the destination, in order. */
  readonly deviceStateReads: readonly PageAddress[];
}
