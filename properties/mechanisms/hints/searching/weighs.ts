/** Events of hints that a story has to tell, and those that affect the page that they name. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';

export const hintsWeighs: readonly TracepointOf<'hints'>[] = [
  'virtio_balloon_free_page_start',
  'virtio_balloon_free_page_hint_id',
  'virtio_balloon_free_page_stop',
  'virtio_balloon_free_page_done',
  'virtio_balloon_free_page_dropped',
  'qemu_guest_free_page_hint',
  'report_free_page',
  'return_free_pages_to_mm',
];

export const hintsBear: readonly TracepointOf<'hints'>[] = [
  'report_free_page',
  'qemu_guest_free_page_hint',
];
