/**
 * What an action looks at and changes besides the head, said so that exploration need not perform the
 * same action again where the same is there (`exploring/remembered-changes.ts`).
 */

/** Numbers of a state, seen from an action and its page. */
export type Place =
  | 'page'
  /** The other pages of its host page as well. */
  | 'host page'
  /** The host page if there are several links, and the page alone otherwise. */
  | 'page to send'
  /** The first record of each link: only looked at. */
  | 'first records'
  /** All records, on all links. */
  | 'records'
  /** All pages. */
  | 'pages';

/** Places of which each is changed by itself: what becomes of one depends on no other. */
export type Each =
  | 'each page'
  | 'each host page'
  /** Only with several links can a host page be begun. */
  | 'each page of one begun'
  /** Each record, given whether the action's page is zero. */
  | 'each record';

/** One change that depends only on the head and on the places themselves. */
export type Touch = Each | readonly Place[];
