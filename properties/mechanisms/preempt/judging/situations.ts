/** What a search must have seen of the preempt channel. */
export const preemptSituations = {
  'host-page-interrupted': 'a host page is left half sent, because another one is waited for',
  'interrupted-finished': 'a host page that was left half sent is finished on its own channel',
  'request-for-interrupted': 'a thread waits for the host page that was left half sent',
  'request-behind-interrupted':
    'a page is asked for after the host page that was left half sent, which waits too',
  'request-for-what-is-being-sent':
    'the other sender is asked for a host page that is being sent on the main channel',
  'two-senders-at-once': 'a host page is sent urgently while the other sender holds a page',
  'equal-page-indices': 'the two senders send host pages of different blocks with equal indices',
  'sender-stands-back': 'the migration thread waits until an urgent page has been sent',
  'search-goes-on-at-hint': 'the search continues right behind an urgent page',
  'huge-host-page-placed': 'a host page of 512 target pages is placed',
  'both-temporary-pages-part-filled': 'a host page is being gathered on each of the two channels',
  'urgent-page-after-main-end':
    'a page arrives over the preempt channel after the end of the main channel has arrived',
  'preempt-channel-late': 'the preempt channel is accepted after the package has arrived',
  'preempt-channel-first':
    'the preempt channel is accepted before anything has arrived on the main channel',
  'preempt-channel-cut-early': 'the preempt channel drops before the switch-over',
  'preempt-channel-cut-in-postcopy': 'the preempt channel drops after the switch-over',
  'cancel-with-both-channels': 'a migration is cancelled after its preempt channel was connected',
} as const;
