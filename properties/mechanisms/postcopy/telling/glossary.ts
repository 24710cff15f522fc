/** The terms of postcopy. */
export const postcopyGlossary: Readonly<Record<string, string>> = {
  postcopy:
    'the guest runs on the destination before all of its memory is there; the missing pages follow',
  package:
    'what the destination needs to take over, in one piece: the state of devices, and the command to run',
  discard: 'the source tells the destination which pages to forget, since their copies are stale',
  canonicalisation:
    'before the switch-over, each host page that is dirty in part is made dirty as a whole',
  fault: 'the guest touches a page that is not there: it waits, and the page is requested',
  request: 'the destination asks the source for a page over the return path',
  'return path': 'the connection from destination to source, for requests',
  placement:
    'a host page appears in the memory of the destination, all at once; its waiters are woken',
  received: 'the destination has noted that the page is there (QEMU: receivedmap)',
  'split brain': 'the guest runs on both hosts',
};
