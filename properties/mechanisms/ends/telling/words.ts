/** The words of a story for device state that fails, and for processes that end. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import { hosts } from '../../../../impl/tracepoints.ts';
import type { Says } from '../../../telling/story/says.ts';
import { control } from '../../../telling/story/says.ts';

export const endsWords: Readonly<Record<TracepointOf<'ends'>, Says | 'nothing'>> = {
  vmstate_save_failed: () => control('a device cannot save its state'),
  vmstate_load_failed: () => control('a device cannot load its state'),
  qemu_system_shutdown_request: ({ args: [on] }) => control(`the ${hosts[on]} is told to quit`),
  process_gone: ({ args: [on] }) => control(`the process of the ${hosts[on]} ends`),
};
