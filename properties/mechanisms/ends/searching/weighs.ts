/** Events at the ends of a migration that a story has to tell. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';

export const endsWeighs: readonly TracepointOf<'ends'>[] = [
  'vmstate_save_failed',
  'vmstate_load_failed',
  'qemu_system_shutdown_request',
  'process_gone',
];
