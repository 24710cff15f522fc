/** What the guest does to a page, and how a scenario names a page. */

export interface PageAddress {
  readonly block: number;
  /** In target pages from the beginning of the block. */
  readonly page: number;
}

export interface GuestOperation extends PageAddress {
  /** Write a fresh version, write zeros, or read. */
  readonly kind: 'write' | 'zero' | 'read';
}
