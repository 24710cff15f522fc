/** What the events of the preempt channel mean to the model, apart from those of every page. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import type { Meaning } from '../../../judging/lockstep/meaning.ts';
import { action, actionKind } from '../../../../model/action.ts';
import { meansLoss, NO_ACTION } from '../../../judging/lockstep/meaning.ts';

export const preemptMeanings: Readonly<Record<TracepointOf<'preempt'>, Meaning | 'nothing'>> = {
  postcopy_preempt_connect: (_first, _second, _third, { ledger }) =>
    ledger.isSwitched ? action(actionKind['reconnect-urgent']) : NO_ACTION,
  postcopy_preempt_new_channel: 'nothing',
  postcopy_preempt_triggered: 'nothing',
  postcopy_preempt_restored: 'nothing',
  postcopy_preempt_hit: 'nothing',
  postcopy_preempt_hint: 'nothing',
  postcopy_preempt_send_host_page: 'nothing',
  postcopy_preempt_thread_exit: 'nothing',
  preempt_channel_cut: meansLoss('cut-urgent'),
};
