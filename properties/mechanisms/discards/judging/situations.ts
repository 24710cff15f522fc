/** What a search must have seen of memory that is not plugged in. */
export const discardsSituations = {
  'discarded-page-touched': 'a thread on the destination waits for a page that is not plugged in',
  'discarded-page-read': 'the guest reads a page that is not plugged in',
} as const;
