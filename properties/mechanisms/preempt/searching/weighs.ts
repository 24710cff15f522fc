/** Events of the preempt channel that a story has to tell. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';

export const preemptWeighs: readonly TracepointOf<'preempt'>[] = [
  'postcopy_preempt_connect',
  'postcopy_preempt_triggered',
  'postcopy_preempt_restored',
  'postcopy_preempt_hit',
  'postcopy_preempt_thread_exit',
  'preempt_channel_cut',
];
