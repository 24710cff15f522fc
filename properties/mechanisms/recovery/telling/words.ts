/** The words of a story for a migration that pauses and goes on. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import type { Says } from '../../../telling/story/says.ts';
import { about, control, pageIn } from '../../../telling/story/says.ts';

export const recoveryWords: Readonly<Record<TracepointOf<'recovery'>, Says | 'nothing'>> = {
  postcopy_pause_incoming: () => control('pauses, and waits to be connected again'),
  migrate_resume: () => control('connects the hosts again'),
  migrate_resume_given_up: () => control('gives up: the destination can never go on'),
  migrate_connection_refused: () => control('is refused a connection: nobody listens there'),
  postcopy_preempt_refused: () => control('is refused the preempt channel'),
  savevm_send_recv_bitmap: 'nothing',
  migrate_send_rp_recv_bitmap: 'nothing',
  ram_dirty_bitmap_reload_page: (event) =>
    about('control', event, `owes ${pageIn(event)} again: it was not received`),
  ram_dirty_bitmap_reload_complete: 'nothing',
  savevm_send_postcopy_resume: 'nothing',
  loadvm_postcopy_handle_resume: () => control('goes on'),
  postcopy_page_req_sync_done: 'nothing',
  source_return_path_thread_resume_ack: () => control('hears that the destination goes on'),
};
