/** A postcopy migration whose connections are lost pauses, and goes on over new ones. */

export const recovery = {
  tracepoints: [
    { name: 'postcopy_pause_incoming', args: [] },
    { name: 'migrate_resume', args: [] },
    { name: 'migrate_resume_given_up', args: [] },
    { name: 'migrate_connection_refused', args: [] },
    { name: 'postcopy_preempt_refused', args: [] },
    { name: 'savevm_send_recv_bitmap', args: ['block'] },
    { name: 'migrate_send_rp_recv_bitmap', args: ['block'] },
    { name: 'ram_dirty_bitmap_reload_page', args: ['page'] },
    { name: 'ram_dirty_bitmap_reload_complete', args: ['block', 'newPages'] },
    { name: 'savevm_send_postcopy_resume', args: [] },
    { name: 'loadvm_postcopy_handle_resume', args: [] },
    { name: 'postcopy_page_req_sync_done', args: [] },
    { name: 'source_return_path_thread_resume_ack', args: [] },
  ],
  ticks: { 'refuse-connection': 'wrong address' },
  moments: [
    'postcopy_pause_incoming',
    'migrate_resume',
    'migrate_send_rp_recv_bitmap',
    'ram_dirty_bitmap_reload_complete',
    'savevm_send_postcopy_resume',
    'loadvm_postcopy_handle_resume',
    'source_return_path_thread_resume_ack',
  ],
  threads: { recoverer: 'outside' },
  operations: [],
  mutexes: {},
  mutexNames: {},
  records: {},
  underBitmapMutex: [],
  onDestination: [],
  channels: [],
  plainest: { recoveries: undefined },
} as const;

export interface RecoveryFields {
  /**
   * In postcopy, the operator connects the hosts again after a loss, at most this many times; none if left
   * out. As long as a recovery is left, a lost connection pauses the migration and does not end it.
   */
  readonly recoveries?: number | undefined;
}
