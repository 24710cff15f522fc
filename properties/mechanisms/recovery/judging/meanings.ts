/** What the events of a recovery mean to the model. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import type { Meaning } from '../../../judging/lockstep/meaning.ts';
import { means, meansLoss, meansOfPage } from '../../../judging/lockstep/meaning.ts';

export const recoveryMeanings: Readonly<Record<TracepointOf<'recovery'>, Meaning | 'nothing'>> = {
  postcopy_pause_incoming: 'nothing',
  migrate_resume: means('reconnect'),
  migrate_resume_given_up: 'nothing',
  migrate_connection_refused: 'nothing',
  postcopy_preempt_refused: meansLoss('cut-urgent'),
  savevm_send_recv_bitmap: 'nothing',
  migrate_send_rp_recv_bitmap: 'nothing',
  ram_dirty_bitmap_reload_page: meansOfPage('owe-again'),
  ram_dirty_bitmap_reload_complete: 'nothing',
  savevm_send_postcopy_resume: 'nothing',
  loadvm_postcopy_handle_resume: 'nothing',
  postcopy_page_req_sync_done: 'nothing',
  source_return_path_thread_resume_ack: means('resume'),
};
