/** Events of precopy and of the guest that a story has to tell, except deliveries. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';

export const coreWeighs: readonly TracepointOf<'core'>[] = [
  'ramblock_sync_dirty_bitmap',
  'memory_region_sync_dirty',
  'ram_take_dirty',
  'ram_read_page',
  'ram_save_page',
  'vcpu_trap',
  'vcpu_store',
  'vcpu_load',
  'device_store',
  'device_log',
  'runstate_set',
  'migrate_set_state',
  'destination_given_up',
];
