/** Events of a recovery that a story has to tell. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';

export const recoveryWeighs: readonly TracepointOf<'recovery'>[] = [
  'postcopy_pause_incoming',
  'migrate_resume',
  'migrate_resume_given_up',
  'migrate_connection_refused',
  'postcopy_preempt_refused',
  'ram_dirty_bitmap_reload_page',
  'loadvm_postcopy_handle_resume',
  'source_return_path_thread_resume_ack',
];
