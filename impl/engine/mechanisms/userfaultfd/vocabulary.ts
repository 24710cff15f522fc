/** The kernel refuses to place a page in postcopy, for now or for good; a thread touches all memory ahead. */

export const userfaultfd = {
  tracepoints: [
    { name: 'postcopy_place_page_again', args: ['firstPage'] },
    { name: 'postcopy_place_page_failed', args: ['firstPage'] },
    { name: 'postcopy_prefault_thread_exit', args: [] },
  ],
  ticks: { 'place-again': 'changing mapping', 'place-fails': 'lack of memory' },
  moments: [],
  threads: { prefault: 'destination', mapping: 'outside', 'memory pressure': 'outside' },
  operations: [],
  mutexes: {},
  mutexNames: {},
  records: {},
  underBitmapMutex: [],
  onDestination: [],
  channels: [],
  plainest: { prefaults: undefined },
} as const;

export interface UserfaultfdFields {
  /** In postcopy, a thread of the destination touches all memory in order, beside the guest; not if left out. */
  readonly prefaults?: boolean | undefined;
}
