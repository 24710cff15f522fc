/** The fields of the preempt channel in a stored scenario. */
import { z } from 'zod';
import type { StoredMechanism } from '../mechanism.ts';

export interface PreemptFields {
  readonly preempt: 'off' | 'two-senders' | 'single-sender';
}

export type PreemptTick = 'cut-preempt';

export type PreemptMoment =
  | 'postcopy_preempt_connect'
  | 'postcopy_preempt_new_channel'
  | 'postcopy_preempt_triggered'
  | 'postcopy_preempt_send_host_page'
  | 'postcopy_preempt_thread_exit';

interface PreemptScenario extends PreemptFields {
  readonly postcopy: boolean;
}

export const preempt: StoredMechanism<
  PreemptFields,
  unknown,
  PreemptScenario,
  PreemptTick,
  PreemptMoment
> = {
  fields: { preempt: z.enum(['off', 'two-senders', 'single-sender']).default('off') },
  blockFields: {},
  ticks: ['cut-preempt'],
  moments: [
    'postcopy_preempt_connect',
    'postcopy_preempt_new_channel',
    'postcopy_preempt_triggered',
    'postcopy_preempt_send_host_page',
    'postcopy_preempt_thread_exit',
  ],
  complaints: ({ preempt: design, postcopy }) =>
    design !== 'off' && !postcopy ? ['a preempt channel is for postcopy only'] : [],
};
