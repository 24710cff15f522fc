/** What a search must have seen of placing pages. */
export const userfaultfdSituations = {
  'placed-again': 'the kernel asks the destination to place a page again, and it does',
  'no-memory': 'the destination has no memory for a page that has arrived',
  'placed-after-no-memory': 'a page for which there was no memory arrives again, and is placed',
  'prefaulted-while-awaited':
    'a thread that touches all memory fills a page that another thread waits for',
  'all-prefaulted': 'the thread that touches all memory has touched all of it',
} as const;
