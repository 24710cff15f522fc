/** The terms of precopy, of the guest and of its dirty log. */
export const coreGlossary: Readonly<Record<string, string>> = {
  source: 'the host that the guest leaves',
  destination: 'the host that the guest goes to',
  block: 'a piece of guest memory with a name (QEMU: RAMBlock); pages are named by it, like ram0:3',
  'target page': 'the page of the guest: the unit of every bitmap and of every record on the wire',
  'host page':
    'the unit in which the host backs memory: one or more target pages, placed together in postcopy',
  precopy:
    'memory is sent while the guest runs on the source; what it writes meanwhile is sent again',
  iteration: 'one pass over the dirty pages; a sync ends it and finds the pages for the next pass',
  sync: 'fetches the dirty log and marks the pages in it as dirty; the guest may go on writing',
  fetch:
    'the part of a sync that reads the log of the hypervisor; it may leave the log to be cleared later',
  'dirty log':
    'the pages that the hypervisor has recorded as written since the log was last cleared',
  armed: 'a write to the page will trap, and be logged',
  trap: 'the first write to an armed page: it is logged, and the page is no longer armed',
  'log clear':
    'empties the log of some pages and arms them again; it may name only pages that were fetched',
  'log discipline':
    'how the log is cleared: immediate (with the fetch), manual-protect (later, chunk by chunk), or tlb (TCG)',
  'dirty bitmap': 'the pages that still have to be sent (QEMU: bmap); D beside a story',
  'clear bitmap':
    'the chunks of pages whose log has been fetched and not yet cleared (QEMU: clear_bmap)',
  chunk: 'pages whose log is cleared at once, just before the first of them is sent',
  'word path': 'a sync takes whole words of the log if a block begins and ends at a word boundary',
  'page path':
    'a sync takes the log page by page if a block does not begin and end at word boundaries',
  bitmap_mutex: 'held by any thread that touches bitmaps, cursors or the count of dirty pages',
  BQL: 'the big lock of QEMU: syncs and changes of state are done under it',
  threshold: 'how many pages may be left when the guest is stopped',
  'stop-and-copy': 'the guest is stopped, a last sync is done, and the remaining pages are sent',
  downtime: 'how long the guest runs on neither host',
  'switch-over': 'the guest stops on the source and continues on the destination',
  record: 'one item on the wire: a page, a page of zeros, a header, a command',
  channel:
    'a connection from source to destination; records stay in order on one link, not across links',
  'zero page': 'a page that holds only zeros; it is sent as one byte',
  version: 'what a page holds, counted by the writes to it; a copy with an older one is stale',
  stale: 'said of a copy: the source has a newer version of the page',
  owed: 'said of a page: its newest copy is stale, so the source has to send it again',
  device: 'writes memory as well (DMA): first the content, then the log, and nothing traps',
  cancel: 'the operator gives the migration up; the guest continues on the source',
};
