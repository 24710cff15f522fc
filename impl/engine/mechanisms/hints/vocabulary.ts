/**
 * Free page hints (virtio-balloon): the guest reports pages that it does not use, and the source does not
 * send them. The tracepoints are named after QEMU's functions.
 */
import type { PageAddress } from '../../../guest-operation.ts';

export const hints = {
  tracepoints: [
    { name: 'virtio_balloon_free_page_start', args: ['id'] },
    { name: 'virtio_balloon_free_page_hint_id', args: ['id', 'isAsked'] },
    { name: 'virtio_balloon_free_page_stop', args: [] },
    { name: 'virtio_balloon_free_page_done', args: [] },
    { name: 'virtio_balloon_free_page_dropped', args: ['page'] },
    { name: 'qemu_guest_free_page_hint', args: ['page', 'wasDirty'] },
    { name: 'report_free_page', args: ['page', 'id'] },
    { name: 'return_free_pages_to_mm', args: [] },
  ],
  ticks: {},
  moments: [],
  threads: { 'balloon driver': 'source', balloon: 'source' },
  operations: [],
  mutexes: { freePageLock: 16 },
  mutexNames: { freePageLock: 'free_page_lock' },
  records: {
    /** The guest has reported the page as free, and has not got it back. */
    reported: 1024,
  },
  underBitmapMutex: [],
  onDestination: [],
  channels: [],
  plainest: { hints: 'off', freePages: [] },
} as const;

export interface HintsFields {
  readonly hints: HintContract;
  /** The pages that the guest reports each time it is asked, in this order. */
  readonly freePages: readonly PageAddress[];
}

/**
 * What the guest may do to a page that it has reported. `weak`: anything at any time, as VIRTIO allows.
 * `strong`: nothing before it gets the page back. `off`: the source does not ask for hints.
 */
export type HintContract = 'off' | 'weak' | 'strong';
