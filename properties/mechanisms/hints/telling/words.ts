/** The words of a story for hints about free pages. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import type { Says } from '../../../telling/story/says.ts';
import { about, control, pageIn } from '../../../telling/story/says.ts';

export const hintsWords: Readonly<Record<TracepointOf<'hints'>, Says | 'nothing'>> = {
  virtio_balloon_free_page_start: ({ args: [id] }) =>
    control(`asks the guest for free pages (id ${id})`),
  virtio_balloon_free_page_hint_id: ({ args: [id, isAsked] }) =>
    control(isAsked === 1 ? `takes hints of id ${id}` : `passes over id ${id}`),
  virtio_balloon_free_page_stop: () => control('takes no more hints'),
  virtio_balloon_free_page_done: () => control('tells the guest that it may have its pages back'),
  virtio_balloon_free_page_dropped: (event) =>
    about('control', event, `passes over the hint of ${pageIn(event)}`),
  qemu_guest_free_page_hint: (event) =>
    about(
      'control',
      event,
      event.args[1] === 1
        ? `leaves out ${pageIn(event)}`
        : `has nothing to leave out of ${pageIn(event)}`,
    ),
  report_free_page: (event) =>
    about('write', event, `reports ${pageIn(event)} as free (id ${event.args[1]})`),
  return_free_pages_to_mm: () => control('has its pages back'),
};
