/** The fields of the preempt channel in a stored scenario. */
import { z } from 'zod';
import type { StoredMechanism } from '../mechanism.ts';

export interface PreemptFields {
  readonly preempt: 'off' | 'two-senders' | 'single-sender';
}

export type PreemptTick = 'cut-preempt';

interface PreemptScenario extends PreemptFields {
  readonly postcopy: boolean;
}

export const preempt: StoredMechanism<PreemptFields, unknown, PreemptScenario, PreemptTick> = {
  fields: { preempt: z.enum(['off', 'two-senders', 'single-sender']).default('off') },
  blockFields: {},
  ticks: ['cut-preempt'],
  complaints: ({ preempt: design, postcopy }) =>
    design !== 'off' && !postcopy ? ['a preempt channel is for postcopy only'] : [],
};
