/** What the events at the ends of a migration mean to the model: it knows only of links that drop. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import type { Meaning } from '../../../judging/lockstep/meaning.ts';

export const endsMeanings: Readonly<Record<TracepointOf<'ends'>, Meaning | 'nothing'>> = {
  vmstate_save_failed: 'nothing',
  vmstate_load_failed: 'nothing',
  qemu_system_shutdown_request: 'nothing',
  process_gone: 'nothing',
};
