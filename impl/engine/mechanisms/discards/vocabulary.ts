/** Memory that is not plugged in (virtio-mem): it is neither sent nor waited for. */

export const discards = {
  tracepoints: [
    { name: 'ram_clear_discarded_page', args: ['page'] },
    { name: 'postcopy_place_discarded_page', args: ['firstPage', 'pages'] },
  ],
  ticks: {},
  moments: [],
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
  /**
   * Target pages of the block before the first that the machine keeps (a whole number of host pages; none if
   * left out). They are not plugged in and no actor touches them, so they cost nothing: they only move the
   * block's pages to high offsets on the wire.
   */
  readonly pagesBefore?: number | undefined;
}

export const plainestDiscards: DiscardsBlock = { discardedPages: [] };
