/** What a search must have seen of background syncs. */
export const backgroundSyncSituations = {
  'background-sync-between-send-and-write-word':
    'a background sync runs between the send of a page and its next write (word path)',
  'background-sync-between-send-and-write-page':
    'a background sync runs between the send of a page and its next write (per-page path)',
  'parked-forgotten-word': 'a parked page is forgotten because it was sent (word path)',
  'parked-forgotten-page': 'a parked page is forgotten because it was sent (per-page path)',
  'parked-merged': 'a pass ends with parked pages',
  'background-sync-in-first-pass': 'a background sync runs in the first pass',
  'two-background-syncs-in-a-pass': 'two background syncs run in one pass',
  'background-sync-left-out':
    'a background sync waits until the migration is over, and is left out',
  'background-sync-beside-slice': 'a background sync begins while a slice is being sent',
  'sync-waits-for-slice': 'a background sync waits for bitmap_mutex while a page is taken under it',
  'background-sync-between-slices': 'a background sync merges between two slices of a pass',
} as const;
