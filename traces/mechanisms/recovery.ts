/** The field of recoveries in a stored scenario. */
import type { StoredMechanism } from '../mechanism.ts';
import { countFrom } from '../scenario-items.ts';

export interface RecoveryFields {
  readonly recoveries?: number | undefined;
}

export type RecoveryTick = 'refuse-connection';

export type RecoveryMoment =
  | 'postcopy_pause_incoming'
  | 'migrate_resume'
  | 'migrate_send_rp_recv_bitmap'
  | 'ram_dirty_bitmap_reload_complete'
  | 'savevm_send_postcopy_resume'
  | 'loadvm_postcopy_handle_resume'
  | 'source_return_path_thread_resume_ack';

interface RecoveryScenario extends RecoveryFields {
  readonly postcopy: boolean;
}

export const recovery: StoredMechanism<
  RecoveryFields,
  unknown,
  RecoveryScenario,
  RecoveryTick,
  RecoveryMoment
> = {
  fields: { recoveries: countFrom(1, 16).optional() },
  blockFields: {},
  ticks: ['refuse-connection'],
  moments: [
    'postcopy_pause_incoming',
    'migrate_resume',
    'migrate_send_rp_recv_bitmap',
    'ram_dirty_bitmap_reload_complete',
    'savevm_send_postcopy_resume',
    'loadvm_postcopy_handle_resume',
    'source_return_path_thread_resume_ack',
  ],
  complaints: ({ recoveries, postcopy }) =>
    recoveries !== undefined && !postcopy ? ['only a postcopy migration can be recovered'] : [],
};
