/** What hints about free pages mean to the model. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import type { Meaning } from '../../../judging/lockstep/meaning.ts';
import { meansOfPage } from '../../../judging/lockstep/meaning.ts';

export const hintsMeanings: Readonly<Record<TracepointOf<'hints'>, Meaning | 'nothing'>> = {
  virtio_balloon_free_page_start: 'nothing',
  virtio_balloon_free_page_hint_id: 'nothing',
  virtio_balloon_free_page_stop: 'nothing',
  virtio_balloon_free_page_done: 'nothing',
  virtio_balloon_free_page_dropped: 'nothing',
  qemu_guest_free_page_hint: meansOfPage('leave-out'),
  report_free_page: meansOfPage('give-back'),
  return_free_pages_to_mm: 'nothing',
};
