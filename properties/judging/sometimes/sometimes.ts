/**
 * The `sometimes` properties: things that a search must have seen before its silence means anything.
 * Each is a premise of some property above; the observers say when it has been reached.
 */
export const sometimes = {
  'torn-read': 'a guest stores between the two halves of a page read',
  'torn-sent-again': 'a torn page is sent again',
  'written-while-held': 'a page is written after it was taken and before it is read',
  'sender-waits-for-room': 'the sender waits for room on the link while it holds bitmap_mutex',
  'data-then-zeros': 'a page that was sent as data is sent again as zeros',
  'stale-zero-current': 'a copy that is stale and zero becomes current since the page is zeroed',
  'host-page-in-part': 'only some target pages of a host page are dirty when it is sent',
  'host-page-below-target-page': 'a page is sent whose host page is smaller than a target page',
  'search-wraps': 'the search for the next dirty page goes around',

  'background-sync-between-send-and-write-word':
    'a background sync runs between the send of a page and its next write (word path)',
  'background-sync-between-send-and-write-page':
    'a background sync runs between the send of a page and its next write (per-page path)',
  'parked-forgotten-word': 'a parked page is forgotten since it was sent (word path)',
  'parked-forgotten-page': 'a parked page is forgotten since it was sent (per-page path)',
  'parked-merged': 'a pass ends with parked pages',
  'background-sync-in-first-pass': 'a background sync runs in the first pass',
  'two-background-syncs-in-a-pass': 'two background syncs run in one pass',
  'background-sync-left-out':
    'a background sync waits until the migration is over, and is left out',
  'background-sync-beside-slice': 'a background sync begins while a slice is being sent',
  'sync-waits-for-slice': 'a background sync waits for bitmap_mutex while a page is taken under it',
  'background-sync-between-slices': 'a background sync merges between two slices of a pass',
  'sync-beside-device-write': 'a sync merges while a device is between store and log',
  'write-between-fetch-and-merge': 'a page is logged between the fetch of the log and its merge',
  'last-sync-finds-pages': 'the last sync finds pages to send',
  'exact-sync-finds-too-much': 'an exact count exceeds the threshold, and another pass follows',

  'trap-taken-again': 'a page is re-armed between trap and store, and the trap is taken again',
  'write-between-fetch-and-clear':
    'a page is logged after a fetch and before the clear of its chunk',
  'clear-rearms-unread': 'the clear of a chunk re-arms a page that is not read yet',
  'store-before-rearm': 'a store lands between the clear of a log and the re-arming',
  'sync-waits-for-store': 'a sync waits for a vCPU between trap and store',
  'stop-waits-for-store': 'the guest is stopped while a vCPU is between trap and store',
  'stop-waits-for-device': 'the guest is stopped while a device is between store and log',

  'cancel-in-setup': 'a migration is cancelled during setup',
  'cancel-in-pass': 'a migration is cancelled while pages are sent and the guest runs',
  'cancel-in-last-stage': 'a migration is cancelled after the guest was stopped',
  'cut-with-records-on-the-way': 'the link is cut while records are on their way',
  'tampered-refused': 'the destination refuses a stream that was tampered with',
  'tampered-loaded': 'the destination loads a page that was tampered with',
  'slice-ends-while-cancelling':
    'a migration is cancelled in the middle of a slice, which ends first',
  'cancel-after-loss':
    'a migration is cancelled after its link has dropped, and before that is told',
  'failure-told': 'a migration fails, and is told as failed',
  'guest-resumes': 'the guest goes on running on the source after it was stopped',
  'second-starts-with-log': 'a second migration starts with a log that is not empty',
  'second-completes': 'a second migration completes',
  'read-across-switchover': 'the guest reads on the destination what it wrote on the source',

  'host-page-half-sent-forgotten':
    'a host page of which a part is clean is forgotten as a whole at the switch-over',
  'sync-too-late-for-switch-over':
    'a background sync waits until the destination has taken over, and is left out',
  'cancel-in-switch-over': 'a migration is cancelled after it told the destination to forget pages',
  'postcopy-refused': 'the destination refuses postcopy, or the link drops before the switch-over',
  'postcopy-completes': 'a migration completes after a switch-over to postcopy',
  'cut-in-postcopy': 'the link drops after the switch-over',
  'guest-writes-before-all-is-there':
    'the guest writes on the destination while memory is missing there',
  'two-wait-for-one-page': 'two threads wait for one missing host page',
  'device-state-waits-for-page': 'loading the device state waits for a missing page',
  'fault-while-on-its-way': 'somebody touches a missing page that is on its way',
  'fault-settled-before-request': 'a page comes between the fault and the request for it',
  'request-without-name': 'a page is asked for in the block of the request before',
  'page-asked-for-twice': 'a page is asked for twice',
  'request-while-being-sent': 'the source is asked for a page that it is just sending',
  'request-served': 'a page that is asked for is sent first',
  'request-already-sent': 'a page that is asked for has been sent already',
  'host-page-partly-zero': 'a host page is placed of which a part is zero',

  'host-page-interrupted': 'a host page is left half sent, since somebody waits for another',
  'interrupted-finished': 'a host page that was left half sent is finished on its own channel',
  'request-for-interrupted': 'somebody waits for the host page that was left half sent',
  'request-for-what-is-being-sent':
    'the other sender is asked for the host page that is just being sent on the main channel',
  'two-senders-at-once': 'a host page is sent urgently while the other sender holds a page',
  'equal-page-indices': 'the two senders send host pages of different blocks with equal indices',
  'sender-stands-back': 'the migration thread waits until an urgent page has been sent',
  'search-goes-on-at-hint': 'the search goes on behind an urgent page',
  'huge-host-page-placed': 'a host page of 512 target pages is placed',
  'both-temporary-pages-part-filled': 'a host page is being gathered on each of both channels',
  'urgent-page-after-main-end':
    'a page comes over the preempt channel after the end of the main one has come',
  'preempt-channel-late': 'the preempt channel is accepted after the package has come',
  'preempt-channel-first':
    'the preempt channel is accepted before anything has come on the main one',
  'preempt-channel-cut-early': 'the preempt channel drops before the switch-over',
  'preempt-channel-cut-in-postcopy': 'the preempt channel drops after the switch-over',
  'cancel-with-both-channels': 'a migration is cancelled after its preempt channel was connected',
  'discarded-page-touched': 'somebody on the destination waits for a page that is not plugged in',
  'discarded-page-read': 'the guest reads a page that is not plugged in',
} as const;

export type SometimesId = keyof typeof sometimes;

/** In the order of the table; what has been reached is kept by position. */
export const sometimesIds: readonly SometimesId[] = Object.keys(sometimes) as SometimesId[];
