/** Memory that is not plugged in (virtio-mem): it is neither sent nor waited for. */

export const discards = {
  tracepoints: [
    { name: 'ram_clear_discarded_page', args: ['page'] },
    { name: 'postcopy_place_discarded_page', args: ['firstPage', 'pages'] },
  ],
  ticks: {},
  threads: {},
  operations: [],
  mutexes: {},
  mutexNames: {},
  records: {},
  underBitmapMutex: [],
  onDestination: [],
  channels: [],
  plainest: {},
} as const;

/** The fields of a block for discards. */
export interface DiscardsBlock {
  /** Pages that are not plugged in (whole host pages only): they are never written, and read as zeros. */
  readonly discardedPages: readonly number[];
}

export const plainestDiscards: DiscardsBlock = { discardedPages: [] };
