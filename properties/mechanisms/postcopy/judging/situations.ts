/** What a search must have seen of postcopy. */
export const postcopySituations = {
  'host-page-half-sent-forgotten':
    'a host page that is partly clean is forgotten as a whole at the switch-over',
  'sync-too-late-for-switch-over':
    'a background sync waits until the destination has taken over, and is left out',
  'cancel-in-switch-over': 'a migration is cancelled after it told the destination to forget pages',
  'postcopy-refused': 'the destination refuses postcopy, or the link drops before the switch-over',
  'postcopy-completes': 'a migration completes after a switch-over to postcopy',
  'cut-in-postcopy': 'the link drops after the switch-over',
  'cut-around-package': 'the link drops between the sending of the package and its arrival',
  'cut-before-run':
    'the link drops after the package has arrived, and before the guest runs on the destination',
  'cut-before-answer':
    'the link drops after the destination has answered that the package is loaded, and before the source knows',
  'paused-before-answer': 'a migration pauses before the source knows that the package is loaded',
  'all-sent-before-answer':
    'the source has sent all pages before it knows that the package is loaded',
  'pages-sent-before-answer': 'the source sends pages before it knows that the package is loaded',
  'cut-around-end': 'the link drops after the end of the stream was sent in postcopy',
  'cut-after-landing':
    'the link drops when the destination has everything, and before the source knows',
  'reply-altered': 'a hostile peer changes a message of the destination to the source',
  'stream-altered-in-postcopy': 'a hostile peer changes the main stream after the switch-over',
  'urgent-page-altered': 'a hostile peer changes what is on the preempt channel',
  'guest-writes-before-all-is-there':
    'the guest writes on the destination while memory is missing there',
  'two-wait-for-one-page': 'two threads wait for one missing host page',
  'device-state-waits-for-page': 'loading the device state waits for a missing page',
  'fault-while-on-its-way': 'a thread touches a missing page that is on its way',
  'fault-settled-before-request': 'a page arrives between the fault and the request for it',
  'request-without-name': 'a page is asked for in the same block as the previous request',
  'page-asked-for-twice': 'a page is asked for twice',
  'request-while-being-sent': 'the source is asked for a page that it is sending already',
  'request-served': 'a page that is asked for is sent first',
  'two-requests-wait': 'a second host page is asked for while the first waits to be sent',
  'discards-split': 'a block has more ranges of pages to forget than fit into one command',
  'request-beyond-4-gib': 'a page is asked for at an offset beyond 2^32',
  'request-already-sent': 'a page that is asked for has been sent already',
  'host-page-partly-zero': 'a host page that is partly zero is placed',
} as const;
